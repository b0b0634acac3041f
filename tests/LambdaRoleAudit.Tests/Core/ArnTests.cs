using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Tests.Core;

public class ArnTests
{
    [Theory]
    [InlineData("arn:aws:iam::123456789012:role/worker", "aws", "worker", "/")]
    [InlineData("arn:aws:iam::123456789012:role/service-role/a/b/worker", "aws", "worker", "/service-role/a/b/")]
    [InlineData("arn:aws-cn:iam::123456789012:role/x/worker", "aws-cn", "worker", "/x/")]
    [InlineData("arn:aws-us-gov:iam::123456789012:role/w+=,.@-_1", "aws-us-gov", "w+=,.@-_1", "/")]
    [InlineData("arn:aws-iso-b:iam::123456789012:role/worker", "aws-iso-b", "worker", "/")]
    public void A_roles_arn_is_read_in_every_partition(string text, string partition, string name, string path)
    {
        Assert.True(Arn.TryParseRole(text, out var arn));
        Assert.Equal((partition, name, path), (arn.Partition, arn.RoleName, arn.RolePath));
        Assert.Equal(text, arn.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("worker")]
    [InlineData("arn:aws:iam::123456789012:user/worker")]
    [InlineData("arn:aws:iam::1234:role/worker")]
    [InlineData("arn:aws:iam::123456789012:role/")]
    [InlineData("arn:aws:iam::123456789012:role/path/")]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:worker")]
    [InlineData("ARN:aws:iam::123456789012:role/worker")]
    [InlineData("arn:aws:iam")]
    public void What_is_no_roles_arn_is_refused(string? text) => Assert.False(Arn.TryParseRole(text, out _));
}
