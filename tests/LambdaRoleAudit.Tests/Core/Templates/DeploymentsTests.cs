using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;
using LambdaRoleAudit.Yaml;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>A deployed function is of one template, also if several declare one that it can be.</summary>
public class DeploymentsTests
{
    [Fact]
    public void A_function_that_two_templates_can_have_is_blocked_in_both()
    {
        var steps = Plan([Stack("a", "Orders", "Archive"), Stack("b", "Orders", "Billing")], Live("Orders", "Archive"), []);
        Assert.Equal(["a Orders False", "a Archive True", "b Orders False"], steps.Select(Shown));
        Assert.All(steps.Where(step => !step.CanApply), step =>
        {
            Assert.Equal("DeploymentAmbiguous", Assert.Single(step.Blockers).Id);
            Assert.Contains("shop-Orders-aBcDeFgHiJkL", step.Blockers[0].Message, StringComparison.Ordinal);
            Assert.Empty(step.Edits);
        });
        Assert.Equal(
            ["a Orders True", "a Archive True"], Plan([Stack("a", "Orders", "Archive")], Live("Orders", "Archive"), []).Select(Shown));
    }

    [Fact]
    public void A_role_that_two_templates_can_have_is_blocked_in_both()
    {
        DeclaredStack[] stacks = [Stack("a", "Orders", "Archive"), Stack("b", "Billing", "Ledger")];
        var steps = Plan(stacks, [], [new("shop-Shared-aBcDeFgHiJkL", null)]);
        Assert.Equal(4, steps.Count);
        Assert.All(steps, step => Assert.Equal("DeploymentAmbiguous", Assert.Single(step.Blockers).Id));
        Assert.All(Plan([stacks[0]], [], [new("shop-Shared-aBcDeFgHiJkL", null)]), step => Assert.True(step.CanApply));
    }

    [Fact]
    public void Names_that_a_person_writes_are_declarations() => Assert.All(
        TemplatePlanner.Plan(
            new([Stack("a", "Orders", "Archive"), Stack("b", "Orders", "Billing")]), Selection.Everything, new(),
            new NodeReader(() => new YamlParser())), step => Assert.True(step.CanApply));

    private static string Shown(LambdaTemplateRepairStep step) =>
        $"{Path.GetFileNameWithoutExtension(step.Declaration.Path)} {step.FunctionName} {step.CanApply}";

    private static (FunctionReference, string?)[] Live(params string[] ids) =>
        [.. ids.Select(id => (new FunctionReference($"shop-{id}-aBcDeFgHiJkL", null, null, null), (string?)null))];

    private static IReadOnlyList<LambdaTemplateRepairStep> Plan(
        DeclaredStack[] stacks, (FunctionReference, string?)[] functions, LambdaRoleAudit.Model.RoleReference[] roles) =>
        TemplatePlanner.Plan(
            new(stacks), Selection.Everything with { Objects = new(functions, roles) }, new(), new NodeReader(() => new YamlParser()));

    private static DeclaredStack Stack(string name, params string[] functions) => Cfn.Read(
        """
        Resources:
          Shared:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument:
                Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]

        """ + string.Concat(functions.Select(function =>
            $"  {function}:\n    Type: AWS::Lambda::Function\n    Properties:\n      Role: !GetAtt Shared.Arn\n")), $"/t/{name}.yaml");
}
