using System.Diagnostics;
using System.Text;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Loops, macros and malformed resources: what can declare functions is read or told.</summary>
public sealed class CloudFormationLoopTests
{
    private const string Head = "Transform: AWS::LanguageExtensions\nParameters: {Names: {Type: CommaDelimitedList, Default: 'a,b'}}\n"
        + "Mappings: {M: {k: {list: [x, y]}}}\nResources:\n  R: {Type: AWS::IAM::Role}\n";

    [Fact]
    public void A_loop_is_written_out()
    {
        var stack = Cfn.Read(Head + """
              Fn::ForEach::Functions:
                - Name
                - [One, Two]
                - ${Name}Function:
                    Type: AWS::Lambda::Function
                    Properties: {FunctionName: !Sub 'fn-${Name}', Role: !GetAtt R.Arn}
                  ${Name}Own:
                    Type: AWS::Lambda::Function
                    Properties: {Role: !GetAtt ['${Name}Role', Arn]}
                  ${Name}Role: {Type: AWS::IAM::Role}
            """);
        Assert.True(stack.IsComplete);
        Assert.Equal(["OneFunction", "OneOwn", "TwoFunction", "TwoOwn"], stack.Functions.Select(function => function.Declaration.Address));
        Assert.Equal("fn-Two", stack.Functions[2].FunctionName);
        Assert.Equal(["${TwoRole.Arn}"], Cfn.Keys(stack, "TwoOwn"));
        Assert.Equal(["R", "OneRole", "TwoRole"], stack.Roles.Select(role => role.Address));
        Assert.Equal(["OneFunction", "TwoFunction"],
            Assert.Single(TemplateSharing.Find(stack).Shared).Functions.Select(function => function.Declaration.Address));
    }

    [Theory]
    [InlineData("[N, [a], {'${N}F': {Type: AWS::Lambda::Function}}]", "aF")]
    [InlineData("[N, !FindInMap [M, k, list], {'F${N}': {Type: AWS::Lambda::Function}}]", "Fx Fy")]
    [InlineData("[N, [a.1, b-2], {'F&{N}': {Type: AWS::Lambda::Function}}]", "Fa1 Fb2")]
    [InlineData("[N, [], {'F${N}': {Type: AWS::Lambda::Function}}]", "")]
    [InlineData("[N, [a, b], {'Fn::ForEach::In': [K, [c, d], {'F${N}${K}': {Type: AWS::Lambda::Function}}]}]", "Fac Fad Fbc Fbd")]
    [InlineData("[N, !Split [',', 'a,b'], {'F${N}': {Type: AWS::Lambda::Function}}]", "Fa Fb")]
    public void A_collection_that_the_template_has_is_known(string loop, string functions)
    {
        var stack = Cfn.Read(Head + $"  Fn::ForEach::L: {loop}\n");
        Assert.Equal(functions, string.Join(' ', stack.Functions.Select(function => function.Declaration.Address)));
        Assert.True(stack.IsComplete);
    }

    /// <summary>A parameter's default is not its value: a deployment can pass another one.</summary>
    [Theory]
    [InlineData("Fn::ForEach::L: [N, !Ref Names, {'F${N}': {Type: AWS::Lambda::Function}}]", "collection of Fn::ForEach::L")]
    [InlineData("Fn::ForEach::L: [N, [a, !Ref Names], {'F${N}': {Type: AWS::Lambda::Function}}]", "collection of Fn::ForEach::L")]
    [InlineData("Fn::ForEach::L: [N, [a]]", "arguments of Fn::ForEach::L")]
    [InlineData("Fn::ForEach::L: [N, [a, b], {F: {Type: AWS::Lambda::Function}}]", "F appears twice")]
    [InlineData("Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://b/k}}", "macro (Fn::Transform) can add")]
    [InlineData("X: {Fn::Transform: {Name: Macro}}", "makes resource X")]
    [InlineData("X: {Type: Mine::Lambda::Handler::MODULE}", "module X")]
    [InlineData("X: {Type: AWS::Serverless::WebFunction}", "web function")]
    [InlineData("X: text", "X is not a mapping")]
    [InlineData("X: ", "X is not a mapping")]
    [InlineData("X: [1]", "X is not a mapping")]
    [InlineData("X: {Properties: {}}", "X has no type")]
    [InlineData("X: {Type: [a]}", "X has no type")]
    public void What_can_have_more_functions_is_a_problem(string resource, string reason)
    {
        var stack = Cfn.Read(Head + $"  {resource}\n");
        Assert.False(stack.IsComplete);
        var problem = Assert.Single(stack.Problems);
        Assert.Equal("TemplateResourcesUnknown", problem.ErrorId);
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
        Assert.Contains("'/stack/template.yaml'", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Transform: Macro\nResources: {}", "the macro Macro")]
    [InlineData("Transform: [AWS::Serverless-2016-10-31, Count]\nResources: {}", "the macro Count")]
    [InlineData("Transform: {Name: AWS::Include, Parameters: {Location: x}}\nResources: {}", "the macro AWS::Include")]
    [InlineData("Fn::Transform: {Name: AWS::Include}\nResources: {}", "a macro (Fn::Transform)")]
    [InlineData("AWSTemplateFormatVersion: '2010-09-09'", "no mapping named Resources")]
    [InlineData("Resources: []", "no mapping named Resources")]
    public void A_macro_for_the_whole_template_is_a_problem(string text, string reason)
    {
        var stack = Cfn.Read(text);
        Assert.False(stack.IsComplete);
        Assert.Contains(reason, Assert.Single(stack.Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AWS::Serverless-2016-10-31")]
    [InlineData("AWS::LanguageExtensions")]
    [InlineData("[AWS::LanguageExtensions, AWS::Serverless-2016-10-31, AWS::SecretsManager-2020-07-23]")]
    public void Known_transforms_and_nested_stacks_add_no_functions_to_the_template(string transform)
    {
        var stack = Cfn.Read($"Transform: {transform}\nResources:\n  S: {{Type: AWS::CloudFormation::Stack}}\n"
            + "  A: {Type: AWS::Serverless::Application}\n");
        Assert.True(stack.IsComplete);
        Assert.Empty(stack.Functions);
    }

    /// <summary>Inputs that stand for more than they are: each is read in bounded time, and what is missing is told.</summary>
    [Fact]
    public void Hostile_templates_end()
    {
        var loops = "{'F${A0}': {Type: AWS::Lambda::Function}}";
        for (var i = 0; i < 40; i++) loops = $"{{'Fn::ForEach::L{i}': [A{i}, [a, b, c, d], {loops}]}}";
        var doubled = "'x'";
        for (var i = 0; i < 60; i++) doubled = $"!Sub ['${{V}}${{V}}', {{V: {doubled}}}]";
        var nested = "!GetAtt R.Arn";
        for (var i = 0; i < 60; i++) nested = $"!If [C{i}, {nested}, !Ref Names]";
        var conditions = string.Concat(Enumerable.Range(0, 3000).Select(i =>
            $"  C{i}: !And [!Condition C{i + 1}, !Condition C{i + 1}, !Equals [!Ref Names, v{i}]]\n"));
        var manyNames = string.Concat(Enumerable.Repeat("${A}", 20_000));
        var longName = new string('n', 100_000);
        string[] resources =
        [
            $"  Fn::ForEach::L: [A, [a], {loops}]\n",
            $"  F: {{Type: AWS::Lambda::Function, Properties: {{Role: {doubled}}}}}\n",
            $"  F: {{Type: AWS::Lambda::Function, Properties: {{Role: {nested}}}}}\n",
            $"  F: {{Type: AWS::Lambda::Function, Condition: C0, Properties: {{Role: !If [C1, a, b]}}}}\nConditions:\n{conditions}",
            "  F: {Type: AWS::Lambda::Function, Condition: A, Properties: {Role: !If [B, a, b]}}\n"
                + "Conditions: {A: !Condition B, B: !Not [!Condition A], C: !And []}\n",
            $"  Fn::ForEach::L: [A, [{longName}, b{longName}], {{'${{A}}': {{Type: '{manyNames}'}}}}]\n",
            "  F: {Type: AWS::Lambda::Function, Properties: {Role: !FindInMap [Loop, a, b]}}\n",
            "  F: {Type: AWS::Lambda::Function, Properties: {Role: \"\uE000x\uE001\"}}\n",
        ];
        var head = Head.Replace("Mappings: {", "Mappings: {Loop: {a: {b: !FindInMap [Loop, a, b]}}, ", StringComparison.Ordinal);
        foreach (var text in resources)
        {
            var clock = Stopwatch.StartNew();
            var stack = Cfn.Read(head + text);
            _ = TemplateSharing.Find(stack);
            // Far more than it takes; without a limit it would not end.
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), text[..Math.Min(100, text.Length)]);
            Assert.True(!stack.IsComplete || stack.Functions.Count == 1, text[..Math.Min(100, text.Length)]);
        }
    }

    [Fact]
    public void Symbols_in_the_text_of_a_template_are_not_symbols()
    {
        var stack = Cfn.Read("Resources:\n  R: {Type: AWS::IAM::Role}\n"
            + "  F: {Type: AWS::Lambda::Function, Properties: {Role: \"\uE000R.Arn\uE001\"}}\n");
        Assert.Equal(RoleTie.Imported, stack.Functions[0].Roles[0].Tie);
        Assert.False(Symbol.IsIn(stack.Functions[0].Roles[0].Key));
    }
}
