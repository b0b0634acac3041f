using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Sandbox.State;

namespace LambdaRoleAudit.Tests;

/// <summary>A function with its settings is the same function that the streaming reader finds.</summary>
public class FunctionDetailReaderTests
{
    [Fact]
    public void Both_readers_see_the_same_functions()
    {
        var account = Estate.NewAccount();
        for (var i = 0; i < 40; i++)
        {
            var function = Estate.AddFunction(
                account, "eu-west-1", $"f-{i}", Estate.AddRole(account, i % 2 == 0 ? "/" : "/team/", $"r-{i}"), inVpc: i % 3 == 0);
            if (i % 4 == 0) Estate.Publish(account, "eu-west-1", function);
            if (i % 5 == 0) function.Set("PackageType", "Image");
            foreach (var field in i % 7 == 0 ? new[] { "Runtime", "Handler", "Architectures", "LastModified", "RevisionId" } : [])
                function.Configuration.Remove(field);
        }

        var page =
            $$"""{"Functions":[{{string.Join(',', account.Region("eu-west-1").List(allVersions: true).Select(function => function.Configuration.ToJsonString()))}}]}""";
        var builder = new FunctionInventoryBuilder(problem => throw new ProblemException(problem));
        new FunctionJsonReader(builder, "eu-west-1").Read(System.Text.Encoding.UTF8.GetBytes(page));
        var (details, next) = FunctionDetailReader.ReadPage(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(page)), "eu-west-1");
        Assert.Null(next);
        Assert.Equal(50, details.Count);
        Assert.Equal(Lines(builder.Build().Functions), Lines(details.Select(detail => detail.Function)));
    }

    private static IEnumerable<string> Lines(IEnumerable<LambdaFunction> functions) =>
        functions.Select(function => JsonSerializer.Serialize(function)).Order(StringComparer.Ordinal);
}
