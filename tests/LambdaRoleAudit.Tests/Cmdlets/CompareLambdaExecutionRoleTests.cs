using LambdaRoleAudit.Model;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Cmdlets;

public sealed class CompareLambdaExecutionRoleTests : IDisposable
{
    private const string Read =
        """{"Version":"2012-10-17","Statement":{"Sid":"Read","Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}""";
    private const string All = """{"Version":"2012-10-17","Statement":{"Sid":"All","Effect":"Allow","Action":"s3:*","Resource":"*"}}""";
    private const string Other =
        """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}}""";

    private readonly ModuleSession _session = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lra-test-");

    [Theory]
    [InlineData(Read, Read, RoleRelation.Equal)]
    [InlineData(All, Read, RoleRelation.Narrower)]
    [InlineData(Read, All, RoleRelation.Wider)]
    [InlineData(Read, Other, RoleRelation.Incomparable)]
    public void Documents_are_compared_without_a_call(string reference, string difference, RoleRelation relation)
    {
        var comparison = Compare($"Compare-LambdaExecutionRole -ReferencePolicy '{reference}' -DifferencePolicy '{difference}'");
        Assert.Equal(relation, comparison.Relation);
        Assert.Equal(relation is RoleRelation.Wider or RoleRelation.Incomparable, comparison.Added.Length > 0);
        Assert.Equal(relation is RoleRelation.Narrower or RoleRelation.Incomparable, comparison.Removed.Length > 0);
        if (relation == RoleRelation.Wider) Assert.Equal("All", comparison.Added[0].AllowedBy);
        if (relation == RoleRelation.Incomparable) Assert.Equal("aws:SecureTransport = true", comparison.Added[0].Context);
    }

    [Fact]
    public void Several_documents_files_and_hashtables_count_together()
    {
        _session.SetLocation(_folder.FullName);
        File.WriteAllText(Path.Combine(_folder.FullName, "read.json"), Read);
        var comparison = Compare(
            $"Compare-LambdaExecutionRole -ReferencePolicy ./read.json, '{Other}' -DifferencePolicy @{{ Version = '2012-10-17'; Statement "
            + $"= @(@{{ Effect = 'Allow'; Action = 's3:GetObject'; Resource = '*' }}) }}");
        Assert.Equal(
            (RoleRelation.Narrower, "read.json, reference 2", "difference 1"),
            (comparison.Relation, comparison.Reference, comparison.Difference));
    }

    [Fact]
    public void What_is_not_known_is_unknown_and_says_why()
    {
        var odd = Read.Replace(
            "\"Resource\":\"*\"", "\"Resource\":\"*\",\"Condition\":{\"StringSounds\":{\"k\":\"v\"}}", StringComparison.Ordinal);
        var comparison = Compare($"Compare-LambdaExecutionRole -ReferencePolicy '{odd}' -DifferencePolicy '{Read}'");
        Assert.Equal(RoleRelation.Unknown, comparison.Relation);
        Assert.Contains("StringSounds", comparison.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roles_are_compared_by_name_ARN_and_object()
    {
        await using var server = await Sandboxes.StartAsync();
        var at = ModuleSession.At(server);
        Assert.Equal(
            RoleRelation.Incomparable,
            Compare(
                $"Compare-LambdaExecutionRole {at} aws-lambda-full-access arn:aws:iam::123456789012:role/orders/order-events-role").Relation);
        Assert.Equal(
            RoleRelation.Wider,
            Compare(
                $"Get-LambdaExecutionRole {at} order-events-role -SkipFunction | Compare-LambdaExecutionRole {at} "
                + "image-resize-us-east-1-role").Relation);
        Assert.Equal(
            RoleRelation.Equal,
            Compare($"Compare-LambdaExecutionRole {at} image-resize-us-east-1-role image-resize-eu-west-1-role").Relation);
        var table = _session.Render($"Compare-LambdaExecutionRole {at} aws-lambda-full-access order-events-role");
        Assert.Contains("Incomparable", table, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-ReferencePolicy '{}' -DifferencePolicy '{}'", "InvalidPolicyDocument")]
    [InlineData("-ReferencePolicy nowhere.json -DifferencePolicy '{}'", "FileNotFound")]
    [InlineData("-ReferencePolicy 7 -DifferencePolicy '{}'", "InvalidPolicyDocument")]
    [InlineData("nobody order-events-role", "RoleNotFound")]
    [InlineData("order-events-role 'bad name'", "InvalidRole")]
    public async Task Bad_input_has_an_id_and_an_advice(string parameters, string errorId)
    {
        await using var server = await Sandboxes.StartAsync();
        var session = parameters.StartsWith('-') ? "" : ModuleSession.At(server);
        var result = _session.Run($"Compare-LambdaExecutionRole {parameters} {session}");
        Assert.Equal([errorId], result.ErrorIds);
        Assert.All(result.AllErrors, error => Assert.NotEmpty(error.ErrorDetails.RecommendedAction));
        Assert.Empty(result.Output);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Delete(recursive: true);
    }

    private RoleComparison Compare(string script) => (RoleComparison)Assert.Single(_session.Run(script).AssertClean().Output).BaseObject;
}
