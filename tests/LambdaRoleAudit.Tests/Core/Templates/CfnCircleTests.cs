using LambdaRoleAudit.Model;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Resources that wait for each other.</summary>
public sealed class CfnCircleTests
{
    [Theory]
    [InlineData("!Ref B", "!GetAtt A.Arn", "", "A → B → A")]
    [InlineData("!Sub '${B.Arn}/*'", "{Ref: A}", "", "A → B → A")]
    [InlineData("x", "!Ref B", "", "B → B")]
    [InlineData("!Ref B", "!Ref C", "  C: {Type: X, DependsOn: [A]}\n", "A → B → C → A")]
    [InlineData("!Ref B", "!Ref C", "  C: {Type: X, DependsOn: B}\n", "B → C → B")]
    [InlineData("!Ref B", "!Ref C",
        "  C:\n    Type: X\n    Properties:\n      P: !If\n        - C\n        - x\n        - y\n      Q: !Ref B\n", "B → C → B")]
    public void A_circle_is_an_error_with_its_place(string a, string b, string more, string circle)
    {
        var problem = Assert.Throws<ProblemException>(() => Cfn.Read(Text(a, b, more))).Problem;
        Assert.Equal("TemplateInvalid", problem.ErrorId);
        Assert.EndsWith($": {circle}.", problem.Message, StringComparison.Ordinal);
        Assert.Contains(circle.StartsWith('A') ? "line 4, column 3" : "line 5, column 3", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("!Ref B", "x", "")]
    [InlineData("!If [C, !Ref B, x]", "!If [C, x, !Ref A]", "")]
    [InlineData("{'Fn::If': [C, {Ref: B}, x]}", "!Ref A", "")]
    [InlineData("x", "x", "  D:\n    Type: X\n    Properties:\n      P:\n        Fn::If:\n          - C\n          - Ref: E\n"
        + "          - x\n  E: {Type: X, DependsOn: D}\n")]
    [InlineData("x", "x", "  D:\n    Type: X\n    Properties:\n      P: !If\n        - C\n        - !Ref E\n        - x\n"
        + "      Q: 1\n  E: {Type: X, DependsOn: D}\n")]
    [InlineData("x", "x", "  D:\n    Type: X\n    Metadata:\n      P:\n        - !Ref E\n  E: {Type: X, DependsOn: D}\n")]
    [InlineData("!Sub '${!B}'", "!Ref A", "")]
    [InlineData("!Sub ['${B}', {B: x}]", "!Ref A", "")]
    [InlineData("B", "!Ref A", "")]
    [InlineData("!Ref D", "x", "  D: {Type: X, Condition: C, DependsOn: A}\n")]
    [InlineData("!Ref D", "x", "  D: {Type: X, Metadata: {Of: !Ref A}}\n")]
    [InlineData("!Ref D", "x", "  D: {Type: X}\nOutputs: {A: {Value: !Ref A}}\n")]
    public void What_is_no_circle_for_certain_is_read(string a, string b, string more) =>
        Assert.True(Cfn.Read(Text(a, b, more)).IsComplete);

    [Theory]
    [InlineData("AWS::Serverless-2016-10-31")]
    [InlineData("Macro")]
    public void What_a_transform_writes_anew_is_not_judged(string transform) =>
        Assert.Empty(Cfn.Read($"Transform: {transform}\n" + Text("!Ref B", "!Ref A", "")).Functions);

    [Fact]
    public void A_chain_can_be_as_long_as_a_template()
    {
        var chain = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"  R{i}: {{Type: X, DependsOn: R{i + 1}}}\n"));
        var circle = Assert.Throws<ProblemException>(() => Cfn.Read($"Resources:\n{chain}  R20000: {{Type: X, DependsOn: R0}}\n"));
        Assert.Contains("R0 → R1 → ", circle.Problem.Message, StringComparison.Ordinal);
        Assert.True(Cfn.Read($"Resources:\n{chain}  R20000: {{Type: X}}\n").IsComplete);
    }

    private static string Text(string a, string b, string more) =>
        $"Conditions: {{C: !Equals [!Ref 'AWS::Region', x]}}\nResources:\n  Z: {{Type: X}}\n  A: {{Type: X, Properties: {{P: {a}}}}}\n"
        + $"  B: {{Type: X, Properties: {{P: {b}}}}}\n{more}";
}
