using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Sharing is certain, possible or excluded, and which of them depends on the conditions that can hold together.</summary>
public sealed class TemplateSharingTests
{
    private const string Head = """
        Parameters:
          Env: {Type: String}
          Size: {Type: String, AllowedValues: [small, large]}
        Conditions:
          IsProd: !Equals [!Ref Env, prod]
          IsDev: !Equals [dev, !Ref Env]
          IsNotProd: !Not [!Condition IsProd]
          IsSmall: !Equals [!Ref Size, small]
          IsLarge: !Equals [!Ref Size, large]
          IsNeither: !And [!Not [!Condition IsSmall], !Not [{Condition: IsLarge}]]
          IsHuge: !Equals [!Ref Size, huge]
          Always: !Equals [a, a]
          Never: !Or [!Equals [a, b], !Not [!Condition Always]]
          Loop1: !Not [!Condition Loop2]
          Loop2: !Condition Loop1
        Resources:
          R: {Type: AWS::IAM::Role}
          S: {Type: AWS::IAM::Role}

        """;

    [Theory]
    // Both exist always.
    [InlineData("", "!GetAtt R.Arn", "", "!GetAtt R.Arn", "certain ${R.Arn}")]
    [InlineData("", "!GetAtt R.Arn", "", "!GetAtt S.Arn", "")]
    // One exists on a condition.
    [InlineData("IsProd", "!GetAtt R.Arn", "", "!GetAtt R.Arn", "certain ${R.Arn}")]
    [InlineData("IsProd", "!GetAtt R.Arn", "IsSmall", "!GetAtt R.Arn", "certain ${R.Arn}")]
    // They never exist together.
    [InlineData("IsProd", "!GetAtt R.Arn", "IsNotProd", "!GetAtt R.Arn", "")]
    [InlineData("IsProd", "!GetAtt R.Arn", "IsDev", "!GetAtt R.Arn", "")]
    [InlineData("IsSmall", "!GetAtt R.Arn", "IsLarge", "!GetAtt R.Arn", "")]
    [InlineData("Never", "!GetAtt R.Arn", "", "!GetAtt R.Arn", "")]
    [InlineData("IsNeither", "!GetAtt R.Arn", "", "!GetAtt R.Arn", "")]
    [InlineData("IsHuge", "!GetAtt R.Arn", "", "!GetAtt R.Arn", "")]
    // The same choice is the same role in each case.
    [InlineData("", "!If [IsProd, !GetAtt R.Arn, !GetAtt S.Arn]", "", "!If [IsProd, !GetAtt R.Arn, !GetAtt S.Arn]",
        "certain ${R.Arn}; certain ${S.Arn}")]
    // Another choice with the same result.
    [InlineData("", "!If [IsProd, !GetAtt R.Arn, !GetAtt S.Arn]", "", "!If [IsNotProd, !GetAtt S.Arn, !GetAtt R.Arn]",
        "certain ${R.Arn}; certain ${S.Arn}")]
    [InlineData("", "!If [IsProd, !GetAtt R.Arn, !GetAtt S.Arn]", "", "!GetAtt R.Arn", "perhaps ${R.Arn}: IsProd is true")]
    [InlineData("", "!If [IsProd, !GetAtt R.Arn, !GetAtt S.Arn]", "IsProd", "!GetAtt R.Arn", "certain ${R.Arn}")]
    [InlineData("", "!If [IsProd, !GetAtt R.Arn, !GetAtt S.Arn]", "IsNotProd", "!GetAtt R.Arn", "")]
    [InlineData("", "!If [IsProd, !GetAtt R.Arn, !GetAtt S.Arn]", "IsDev", "!GetAtt S.Arn", "certain ${S.Arn}")]
    [InlineData("", "!If [Always, !GetAtt R.Arn, !GetAtt S.Arn]", "", "!GetAtt R.Arn", "certain ${R.Arn}")]
    [InlineData("", "!If [Never, !GetAtt R.Arn, !GetAtt S.Arn]", "", "!GetAtt R.Arn", "")]
    [InlineData("", "!If [IsProd, !GetAtt R.Arn, !If [IsDev, !GetAtt R.Arn, !GetAtt S.Arn]]", "", "!GetAtt R.Arn",
        "perhaps ${R.Arn}: IsProd is true, or if IsDev is true and IsProd is false")]
    // Nothing is known about conditions that are not declared, or that name themselves: each value is possible.
    [InlineData("", "!If [Missing, !GetAtt R.Arn, !GetAtt S.Arn]", "", "!GetAtt R.Arn", "perhaps ${R.Arn}: Missing is true")]
    [InlineData("Loop1", "!GetAtt R.Arn", "Loop2", "!GetAtt R.Arn", "certain ${R.Arn}")]
    public void Two_functions_share_a_role_in_all_deployments_in_some_or_in_none(
        string condition, string role, string otherCondition, string otherRole, string expected)
    {
        var stack = Cfn.Read(Head + Function("A", condition, role) + Function("B", otherCondition, otherRole));
        Assert.Equal(expected, string.Join("; ", TemplateSharing.Find(stack).Shared.Select(Show)));
    }

    [Fact]
    public void A_role_that_cannot_be_determined_is_one_problem_for_each_function()
    {
        var stack = Cfn.Read(Head + Function("A", "", "!GetAtt Nothing.Arn") + Function("B", "", "!GetAtt Nothing.Arn"));
        var result = TemplateSharing.Find(stack);
        Assert.Empty(result.Shared);
        Assert.Equal(["TemplateRoleUnknown", "TemplateRoleUnknown"], result.Problems.Select(problem => problem.ErrorId));
        Assert.Contains("Nothing is not declared", result.Problems[0].Message, StringComparison.Ordinal);
        Assert.Contains("function A ", result.Problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_third_function_that_shares_on_a_condition_does_not_make_the_others_uncertain()
    {
        var stack = Cfn.Read(Head + Function("A", "", "!GetAtt R.Arn") + Function("B", "", "!GetAtt R.Arn")
            + Function("C", "", "!If [IsProd, !GetAtt R.Arn, !GetAtt S.Arn]"));
        var result = TemplateSharing.Find(stack);
        Assert.Equal(2, result.Shared.Count);
        Assert.True(result.Shared[0].IsCertain);
        Assert.Equal(["A", "B"], result.Shared[0].Functions.Select(function => function.FunctionName));
        Assert.False(result.Shared[1].IsCertain);
        Assert.Equal(["A", "B", "C"], result.Shared[1].Functions.Select(function => function.FunctionName));
        Assert.Equal("R", result.Shared[1].RoleAddress);
        var problem = Assert.Single(result.Problems);
        Assert.Equal("TemplateSharingUnknown", problem.ErrorId);
        Assert.Contains("A, B, C", problem.Message, StringComparison.Ordinal);
        Assert.Contains("if IsProd is true", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_conditions_are_unknown_and_not_slow()
    {
        var nested = "!GetAtt S.Arn";
        for (var i = 0; i < 12; i++) nested = $"!Join ['', [!If [C{i}, a, b], {nested}]]";
        var stack = Cfn.Read(Head + Function("A", "", nested));
        Assert.Contains("too many conditions", Assert.Single(stack.Functions[0].Roles).Reason, StringComparison.Ordinal);
    }

    private static string Function(string name, string condition, string role) =>
        $"  {name}:\n    Type: AWS::Lambda::Function\n{(condition.Length > 0 ? $"    Condition: {condition}\n" : "")}"
        + $"    Properties: {{Role: {role}}}\n";

    private static string Show(DeclaredSharing shared) => shared.IsCertain
        ? $"certain {shared.Key}"
        : $"perhaps {shared.Key}: {shared.Conditions!.Replace("it is shared if ", "", StringComparison.Ordinal)}";
}
