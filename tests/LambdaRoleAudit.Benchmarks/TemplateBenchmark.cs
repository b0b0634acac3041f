using System.Text;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Templates;
using LambdaRoleAudit.Yaml;

namespace LambdaRoleAudit.Benchmarks;

/// <summary>A template of CloudFormation's maximum size, read and planned, beside the YAML parser alone.</summary>
internal static class TemplateBenchmark
{
    /// <summary>With a role for each function, this is CloudFormation's maximum: 1 MB and 500 resources.</summary>
    private const int Functions = 230;

    private const int Roles = 10;
    private const int Size = 900_000;

    public static Task RunAsync()
    {
        Run("YAML", Yaml());
        Run("JSON", Json());
        return Task.CompletedTask;
    }

    private static void Run(string name, string text)
    {
        var file = TemplateText.Of("/template.yaml", Encoding.UTF8.GetBytes(text));
        var reader = new NodeReader(() => new YamlParser());
        var (floor, read, plan) = (new List<double>(), new List<double>(), new List<double>());
        var (functions, ready) = (0, 0);
        for (var run = 0; run < 8; run++)
        {
            floor.Add(Measure.Seconds(() => reader.Read(file)));
            TemplateSet? templates = null;
            read.Add(Measure.Seconds(() =>
            {
                templates = new TemplateSet([CloudFormationReader.Read(file, (MappingNode)reader.Read(file))]);
                functions = TemplateRoles.Find(templates, Selection.Everything, 2).Sum(role => role.FunctionCount);
            }));
            plan.Add(Measure.Seconds(() =>
                ready = TemplatePlanner.Plan(templates!, Selection.Everything, new TemplateRepairOptions(), reader)
                    .Count(step => step.CanApply)));
        }

        // The first runs are those of the compiler.
        Console.WriteLine(FormattableString.Invariant(
            $"{name}, {text.Length / 1000} KB, {functions} functions on shared roles: parsed {Measure.Spread(floor[3..])}"));
        Console.WriteLine($"  shared roles found {Measure.Spread(read[3..])}");
        Console.WriteLine(FormattableString.Invariant($"  {ready} steps planned {Measure.Spread(plan[3..])}"));
    }

    private static string Yaml()
    {
        var text = new StringBuilder("Resources:\n");
        for (var i = 0; i < Roles; i++)
            text.Append(Formatted($$"""
                  Role{{i}}:
                    Type: AWS::IAM::Role
                    Properties:
                      AssumeRolePolicyDocument:
                        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]

                """));
        for (var i = 0; i < Functions; i++)
            text.Append(Formatted($$$"""
                  Function{{{i}}}:  # a comment
                    Type: AWS::Lambda::Function
                    Properties: {Handler: a.b, Runtime: python3.13, Role: !GetAtt 'Role{{{i % Roles}}}.Arn', Code: {ZipFile: "{{{Code}}}"} }

                """));
        return text.ToString();
    }

    private static string Json()
    {
        var roles = Enumerable.Range(0, Roles).Select(i =>
            $$$"""    "Role{{{i}}}": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": []} } }""");
        var functions = Enumerable.Range(0, Functions).Select(i =>
            $$$"""    "Function{{{i}}}": {"Type": "AWS::Lambda::Function", "Properties": {"Role": {"Fn::GetAtt": ["Role{{{i % Roles}}}", "Arn"]}, "Code": {"ZipFile": "{{{Code}}}"} } }""");
        return $$"""
            {
              "Resources": {
            {{string.Join(",\n", roles.Concat(functions))}}
              }
            }
            """;
    }

    private static string Code { get; } = new('x', (Size / Functions) - 170);

    private static string Formatted(string text) => text.ReplaceLineEndings("\n");
}
