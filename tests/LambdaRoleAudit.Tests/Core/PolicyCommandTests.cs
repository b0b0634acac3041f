using System.Text.Json;
using LambdaRoleAudit.Catalog;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Core;

/// <summary>The commands that change a policy: one line, which bash and PowerShell read alike.</summary>
public class PolicyCommandTests
{
    private const string Old = PolicyEstate.OldRole;
    private const string New = PolicyEstate.NewRole;

    /// <summary>A command in a command prints one word.</summary>
    [Fact]
    public async Task Bash_and_PowerShell_read_the_same_words()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It needs bash.");
        var lines = new List<string>();
        foreach (var kind in Enum.GetValues<PolicyResourceKind>()
            .Where(kind => kind is not (PolicyResourceKind.LambdaFunction or PolicyResourceKind.Role)))
        {
            var record = Record(kind, PolicyEstate.Policy(Old));
            var wanted = PolicyEstate.Policy(Old, New);
            lines.AddRange(PolicyCommands.ToPut(record, wanted));
            Assert.Contains("mine", lines.Last(line => line[0] != '#'), StringComparison.Ordinal);
            lines.AddRange(PolicyCommands.ToRestore(record, wanted));
            Assert.DoesNotContain("mine", lines.Last(line => line[0] != '#'), StringComparison.Ordinal);
            if (kind is not (PolicyResourceKind.KmsKey or PolicyResourceKind.SnsTopic))
                lines.AddRange(PolicyCommands.ToRestore(record with { Document = null }, wanted));
        }

        lines.AddRange(PolicyCommands.ToRevokeGrant(Record(PolicyResourceKind.KmsKey, "{}"), "repair-1"));
        lines.RemoveAll(line => line.StartsWith('#'));
        Assert.All(lines, line => Assert.StartsWith("aws ", line, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.All(line, c => Assert.InRange(c, ' ', '~')));
        var (code, bash, errors) = await Programs.RunAsync(
            "bash",
            [
                "-c",
                "aws() { if [[ \"$*\" == *--query* ]]; then echo word; else printf '%s\n' \"$@\" .; fi; }\n" + string.Join('\n', lines),
            ]);
        Assert.True(code == 0, errors);
        using var session = new HostlessSession();
        using var shell = session.Shell(
            "function aws { if ($args -contains '--query') { 'word' } else { $args; '.' } }\n" + string.Join('\n', lines));
        Assert.Equal(bash.Split('\n')[..^1], shell.Invoke().Select(word => $"{word}"));
        Assert.Equal(lines.Count, bash.Split("--region\neu-west-1\n").Length - 1);
    }

    /// <summary>The words that depend on what was read are those that the services ask for.</summary>
    [Fact]
    public void What_guards_a_change_is_in_the_command_that_changes()
    {
        var wanted = PolicyEstate.Policy(Old, New);
        foreach (var (kind, guard) in new[]
        {
            (PolicyResourceKind.DynamoDbTable, " --expected-revision-id r1 "),
            (PolicyResourceKind.GlueCatalog, " --policy-hash-condition r1 "),
            (PolicyResourceKind.SsmParameter, " --policy-id p-1 --policy-hash r1 "),
            (PolicyResourceKind.CodeArtifactDomain, " --policy-revision r1 "),
        })
        {
            var record = Record(kind, PolicyEstate.Policy(Old));
            Assert.Contains(guard, PolicyCommands.ToPut(record, wanted)[0], StringComparison.Ordinal);
            Assert.DoesNotContain("r1", PolicyCommands.ToRestore(record, wanted)[0], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_deployment_is_asked_for_after_a_change_to_a_REST_API() => Assert.StartsWith(
        "# ", PolicyCommands.ToPut(Record(PolicyResourceKind.RestApi, null), "{}")[1], StringComparison.Ordinal);

    [Fact]
    public void A_statement_of_a_function_is_added_and_removed()
    {
        var record = new ResourcePolicyRecord(
            PolicyResourceKind.LambdaFunction, "arn:aws:lambda:eu-west-1:123456789012:function:target:live", "eu-west-1", null);
        const string target = "--region eu-west-1 --function-name arn:aws:lambda:eu-west-1:123456789012:function:target --qualifier live";
        Assert.Equal(
            [$"aws lambda add-permission {target} --statement-id mine --action lambda:InvokeFunction --principal {New}"],
            PolicyCommands.ToAdd(record, Statement("old", New, ""), "mine"));
        Assert.Equal([$"aws lambda remove-permission {target} --statement-id=-x"], PolicyCommands.ToRemove(record, "-x"));
        Assert.Equal(
            [
                $"aws lambda add-permission {target} --statement-id mine --action lambda:InvokeFunction --principal {New} "
                    + "--source-account 210987654321 --source-arn 'arn:aws:s3:::b*' --function-url-auth-type AWS_IAM",
            ],
            PolicyCommands.ToAdd(
                record,
                Statement(
                    "old", New,
                    """
                    ,"Condition":{"StringEquals":{"AWS:SourceAccount":"210987654321"},"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::b*"},
                     "stringequals":{"lambda:FunctionUrlAuthType":["AWS_IAM"]}}
                    """),
                "mine"));
        foreach (var condition in new[]
        {
            """,  "Condition":{"StringLike":{"aws:SourceArn":"x"}}""", """,  "Condition":{"StringEquals":{"aws:PrincipalTag/a":"x"}}""",
            """,  "Condition":{"StringEquals":{"AWS:SourceAccount":["1","2"]}}""",
        })
            Assert.Empty(PolicyCommands.ToAdd(record, Statement("old", New, condition), "mine"));
        Assert.Empty(PolicyCommands.ToAdd(record, Statement("s", New, "").Replace("Allow", "Deny", StringComparison.Ordinal), "mine"));
        Assert.Empty(PolicyCommands.ToAdd(record, Statement("s", $"{New}\",\"{Old}", ""), "mine"));
    }

    [Fact]
    public void The_policy_of_a_function_is_changed_statement_by_statement()
    {
        var (kept, changed, added) = (Statement("kept", Old, ""), Statement("other", Old, ""), Statement("new", New, ""));
        var before = $$"""{"Statement":[{{kept}},{{changed}}]}""";
        var other = changed.Replace("InvokeFunction", "GetFunction", StringComparison.Ordinal);
        var after = $$"""{"Statement":[{{kept}},{{other}},{{added}}]}""";
        var record = Record(PolicyResourceKind.LambdaFunction, before);
        Assert.Equal(
            ["remove other", "add other lambda:GetFunction", "add new lambda:InvokeFunction"],
            PolicyCommands.ToPut(record, after).Select(Short));
        Assert.Equal(
            ["remove other", "remove new", "add other lambda:InvokeFunction"], PolicyCommands.ToRestore(record, after).Select(Short));

        static string Short(string line)
        {
            var words = line.Split(' ');
            return line.Contains("remove-permission", StringComparison.Ordinal) ? $"remove {words[8]}" : $"add {words[8]} {words[10]}";
        }
    }

    [Fact]
    public void A_grant_is_given_to_another_principal_and_found_by_its_name()
    {
        var record = Record(PolicyResourceKind.KmsKey, "{}");
        var grant = new KeyGrant("g", Old, ["Decrypt", "GenerateDataKey"], """{"EncryptionContextSubset":{"a":"it's"}}""", null, Old);
        Assert.Equal(
            [
                $"aws kms create-grant --region eu-west-1 --key-id {record.ResourceArn} --grantee-principal {New} "
                    + "--operations Decrypt GenerateDataKey --constraints '{\"EncryptionContextSubset\":{\"a\":\"it\\u0027s\"}}' "
                    + $"--retiring-principal {New} --name repair-1",
            ],
            PolicyCommands.ToPutGrant(record, grant, New, "repair-1"));
        Assert.DoesNotContain(
            "retiring",
            PolicyCommands.ToPutGrant(record, grant with { RetiringPrincipal = "dynamodb.eu-west-1.amazonaws.com" }, New, "n")[0],
            StringComparison.Ordinal);
        Assert.Equal(
            [
                $"aws kms revoke-grant --region eu-west-1 --key-id {record.ResourceArn} --grant-id "
                    + $"$(aws kms list-grants --region eu-west-1 --key-id {record.ResourceArn} "
                    + "--query \"Grants[?Name=='repair-1'].GrantId\" --output text)",
            ],
            PolicyCommands.ToRevokeGrant(record, "repair-1"));
    }

    /// <summary>A text that would end the quotes, or run something, is not written.</summary>
    [Theory]
    [InlineData("a'b")]
    [InlineData("a‘b")]
    [InlineData("a\nb")]
    public void What_the_shells_would_read_differently_is_refused(string name)
    {
        var key = Record(PolicyResourceKind.KmsKey, "{}");
        Assert.Throws<ArgumentException>(() => PolicyCommands.ToRevokeGrant(key, name));
        var grant = new KeyGrant("g", Old, ["Decrypt"], null, null, null);
        Assert.Throws<ArgumentException>(() => PolicyCommands.ToPutGrant(key, grant, name, "n"));
        Assert.Throws<ArgumentException>(() => PolicyCommands.ToPut(key with { Region = name }, "{}"));
        Assert.Throws<ArgumentException>(() => PolicyCommands.ToRevokeGrant(key, "$(reboot)"));
    }

    [Fact]
    public void A_document_that_is_not_JSON_is_refused() =>
        Assert.Throws<ArgumentException>(() => PolicyCommands.ToPut(Record(PolicyResourceKind.S3Bucket, "{}"), "{'a':1}"));

    [Fact]
    public void The_JSON_of_a_large_policy_stays_the_same()
    {
        var letters = string.Concat(Enumerable.Range(0x20, 0x3000).Where(c => c is not ('"' or '\\')).Select(c => (char)c));
        var text = $$"""{ "a" : [ 1e3 , true , "{{letters}}\u0041\"\\" ] }""";
        var line = PolicyCommands.ToPut(Record(PolicyResourceKind.S3Bucket, "{}"), text)[0];
        var json = line[(line.IndexOf('\'', StringComparison.Ordinal) + 1)..^1];
        Assert.DoesNotContain('\'', json);
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(text).RootElement, JsonDocument.Parse(json).RootElement));
    }

    private static string Statement(string sid, string principal, string condition) =>
        $$"""{"Sid":"{{sid}}","Effect":"Allow","Principal":{"AWS":["{{principal}}"]},"Action":"lambda:InvokeFunction","Resource":"r"{{condition}}}""";

    private static ResourcePolicyRecord Record(PolicyResourceKind kind, string? document) =>
        new(kind, PolicyEstate.ArnOf(kind), PolicyEstate.Region, document)
        {
            Address = kind == PolicyResourceKind.SqsQueue ? "https://sqs.eu-west-1.amazonaws.com/123456789012/jobs.fifo"
                : kind == PolicyResourceKind.SsmParameter ? "p-1" : null,
            Revision = "r1",
        };
}
