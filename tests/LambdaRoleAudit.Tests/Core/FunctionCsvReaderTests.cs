using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core;

public class FunctionCsvReaderTests
{
    private const string Row = "f1,arn:aws:lambda:us-east-1:123456789012:function:f1,arn:aws:iam::123456789012:role/r1";

    [Fact]
    public void Columns_are_found_by_name_in_any_order_and_case()
    {
        var function = Assert.Single(Reading.Of($"role,Extra,functionname\narn:aws:iam::123456789012:role/r1,x,f1\n").Functions);
        Assert.Equal(("f1", Functions.RoleArn("r1")), (function.FunctionName, function.Role));
    }

    [Theory]
    [InlineData("FunctionName,FunctionArn,Role\n{0}\n")]
    [InlineData("\"FunctionName\",\"FunctionArn\",\"Role\"\r\n{0}\r\n")]
    [InlineData("#TYPE Amazon.Lambda.Model.FunctionConfiguration\r\n\"FunctionName\",\"FunctionArn\",\"Role\"\r\n{0}\r\n")]
    [InlineData("FunctionName;FunctionArn;Role\n{1}\n")]
    [InlineData("FunctionName\tFunctionArn\tRole\n{2}\n")]
    [InlineData("configuration.functionName,configuration.functionArn,configuration.role\n{0}")]
    public void Every_dialect_that_Export_Csv_and_spreadsheets_write(string format)
    {
        var text =
            string.Format(System.Globalization.CultureInfo.InvariantCulture, format, Row, Row.Replace(',', ';'), Row.Replace(',', '\t'));
        var reading = Reading.Of(text);
        Assert.Equal(Functions.Arn("f1"), Assert.Single(reading.Functions).FunctionArn);
        Assert.True(reading.IsComplete);
    }

    [Fact]
    public void Quotes_hold_separators_quotes_and_line_breaks() => Assert.Equal(["f1"], Reading.Of(
        "Description,FunctionName,Role\n\"a \"\"b\"\", c\nd\",f1,arn:aws:iam::123456789012:role/r1\n").Names);

    [Fact]
    public void A_broken_line_keeps_what_stood_before()
    {
        var reading = Reading.Of($"FunctionName,FunctionArn,Role\n{Row}\n\"f2,open");
        Assert.Equal(["f1"], reading.Names);
        Assert.Equal("FileInvalidCsv", Assert.Single(reading.Problems).ErrorId);
    }

    [Fact]
    public void A_row_without_a_role_is_a_problem_of_its_own()
    {
        var reading = Reading.Of($"FunctionName,FunctionArn,Role\nf2,,\n{Row}\n");
        Assert.Equal(["f1"], reading.Names);
        Assert.Equal("FunctionWithoutRole", Assert.Single(reading.Problems).ErrorId);
    }
}
