using LambdaRoleAudit.LeastPrivilege;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Tests.Support;
using static LambdaRoleAudit.Tests.Support.Narrowing;

namespace LambdaRoleAudit.Tests.Core.LeastPrivilege;

/// <summary>Each rule of the narrowing, by an example.</summary>
public sealed class RoleNarrowerTests
{
    private const string Bucket = "arn:aws:s3:::orders";
    private const string Queue = "arn:aws:sqs:eu-west-1:111122223333:orders";

    [Fact]
    public void Wildcards_become_the_used_actions_and_Sid_conditions_and_place_stay()
    {
        var narrowed = Narrow(Narrowing.Input(
            Role(
                """{"Sid":"Queue","Effect":"Allow","Action":"sqs:*","Resource":"*"}""",
                """{"Condition":{"Bool":{"aws:SecureTransport":"true"}},"Sid":"Data","Effect":"Allow","Action":["s3:Get*","S3:putobject"],"Resource":"*"}"""),
            Used("s3:GetObject", $"{Bucket}/in/1"), Used("s3:PutObject", $"{Bucket}/in/2"), Used("sqs:SendMessage", Queue)));
        Assert.Equal(
            [
                $$"""{"Sid":"Queue","Effect":"Allow","Action":"sqs:SendMessage","Resource":"{{Queue}}"}""",
                $$$"""{"Condition":{"Bool":{"aws:SecureTransport":"true"}},"Sid":"Data","Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"{{{Bucket}}}/in/*"}""",
            ], Statements(narrowed));
        var reason = narrowed.Policies[0].Statements[1].Reasons[0];
        Assert.Equal((ReasonKind.Used, "s3:GetObject", $"{Bucket}/in/1", 5),
            (reason.Kind, reason.Actions[0], reason.ResourceArn, reason.Count));
        Assert.Equal(Now.AddDays(-50), reason.FirstSeen);
        Assert.Equal("11111111-2222-3333-4444-555555555555", Assert.Single(reason.EventIds));
    }

    /// <summary>A record that has only the name of a secret does not tell its suffix.</summary>
    [Theory]
    [InlineData("*", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders/key-??????")]
    [InlineData("arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders/key-AbCdEf",
        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders/key-AbCdEf")]
    [InlineData("arn:aws:secretsmanager:*:*:secret:orders/*", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders/key-??????")]
    public void A_secret_that_was_named_without_its_suffix_stays_readable(string granted, string kept)
    {
        foreach (var scope in (NarrowedResourceScope[])[NarrowedResourceScope.Seen, NarrowedResourceScope.Widened])
        {
            var narrowed = Narrow(Narrowing.Input(
                Role($$"""{"Effect":"Allow","Action":"secretsmanager:*","Resource":"{{granted}}"}"""),
                Used("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders/key-??????")) with
            { Options = new NarrowingOptions { ResourceScope = scope } });
            Assert.Equal(
                [$$"""{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"{{kept}}"}"""], Statements(narrowed));
        }
    }

    [Fact]
    public void Denies_stay_and_a_document_that_has_nothing_else_too()
    {
        const string deny = """{"Sid":"No","Effect":"Deny","Action":"s3:Delete*","Resource":"*"}""";
        var narrowed = Narrow(Narrowing.Input(Role(deny, """{"Effect":"Allow","Action":"s3:*","Resource":"*"}""")));
        Assert.Equal([deny], Statements(narrowed));
        Assert.Equal(ReasonKind.Deny, narrowed.Policies[0].Statements[0].Reasons[0].Kind);
    }

    [Fact]
    public void What_nothing_was_used_of_is_dropped_with_its_document()
    {
        var narrowed = Narrow(Narrowing.Input(Role("""{"Effect":"Allow","Action":"s3:*","Resource":"*"}""")));
        Assert.Empty(narrowed.Policies);
        Assert.Equal((0, 0), (narrowed.After!.Actions, narrowed.After.Services));
        Assert.Contains(narrowed.Warnings, warning => warning.Id == "NoActivity");
    }

    [Fact]
    public void What_was_only_denied_is_never_added()
    {
        var narrowed = Narrow(Narrowing.Input(
            Role("""{"Effect":"Allow","Action":"sqs:*","Resource":"*"}"""), Used("sqs:SendMessage", Queue),
            Used("sqs:DeleteQueue", Queue, count: 0, denied: 3)));
        Assert.Equal([$$"""{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"{{Queue}}"}"""], Statements(narrowed));
    }

    [Fact]
    public void A_use_of_an_unknown_resource_keeps_the_resources_of_the_source()
    {
        var narrowed = Narrow(Narrowing.Input(
            Role("""{"Effect":"Allow","Action":"sqs:*","Resource":["arn:aws:sqs:*:111122223333:a*","arn:aws:sqs:*:111122223333:b"]}"""),
            Used("sqs:SendMessage", null)));
        Assert.Equal(
            [
                """{"Effect":"Allow","Action":"sqs:SendMessage","Resource":["arn:aws:sqs:*:111122223333:a*","arn:aws:sqs:*:111122223333:b"]}""",
            ],
            Statements(narrowed));
    }

    [Fact]
    public void An_action_without_resource_types_stays_on_every_resource()
    {
        var narrowed = Narrow(Narrowing.Input(
            Role(
                """{"Sid":"A","Effect":"Allow","Action":"ec2:*","Resource":"*"}""",
                """{"Sid":"B","Effect":"Allow","Action":"ec2:*","Resource":"arn:aws:ec2:*:*:instance/*"}"""),
            Used("ec2:DescribeInstances", "*")));
        Assert.Equal(["""{"Sid":"A","Effect":"Allow","Action":"ec2:DescribeInstances","Resource":"*"}"""], Statements(narrowed));
    }

    [Fact]
    public void NotAction_becomes_the_list_of_what_is_kept()
    {
        var narrowed = Narrow(Narrowing.Input(
            Role("""{"Effect":"Allow","NotAction":["iam:*","s3:*"],"Resource":"*"}"""), Used("sqs:SendMessage", Queue),
            Used("iam:GetRole", "arn:aws:iam::111122223333:role/x")));
        Assert.Equal([$$"""{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"{{Queue}}"}"""], Statements(narrowed));
    }

    [Fact]
    public void NotAction_from_which_nothing_can_be_dropped_stays_as_it_is()
    {
        const string statement = """{"Effect":"Allow", "NotAction":"iam:*", "Resource":"*"}""";
        var narrowed = Narrow(Narrowing.Input(Role(statement), Used("sqs:SendMessage", Queue)) with { CoverageOf = Unseen("") });
        Assert.Equal(statement, Assert.Single(narrowed.Policies[0].Statements).Json);
        Assert.True(narrowed.Policies[0].Statements[0].IsUnchanged);
    }

    [Fact]
    public void NotResource_becomes_the_used_resources_outside_of_it()
    {
        var narrowed = Narrow(Narrowing.Input(
            Role($$"""{"Effect":"Allow","Action":"s3:GetObject","NotResource":"{{Bucket}}/secret/*"}"""),
            Used("s3:GetObject", $"{Bucket}/in/1"), Used("s3:GetObject", "arn:aws:s3:::other/a"),
                Used("s3:GetObject", "arn:aws:s3:::other/b/c")));
        Assert.Equal(
            [$$"""{"Effect":"Allow","Action":"s3:GetObject","Resource":["{{Bucket}}/in/*","arn:aws:s3:::other/*"]}"""],
            Statements(narrowed));
        // The bucket would contain what is excluded, so the objects themselves are allowed.
        narrowed = Narrow(Narrowing.Input(
            Role($$"""{"Effect":"Allow","Action":"s3:GetObject","NotResource":"{{Bucket}}/secret/*"}"""),
            Used("s3:GetObject", $"{Bucket}/in"), Used("s3:GetObject", $"{Bucket}/secret/1")));
        Assert.Equal([$$"""{"Effect":"Allow","Action":"s3:GetObject","Resource":"{{Bucket}}/in"}"""], Statements(narrowed));
    }

    [Fact]
    public void A_name_that_the_catalog_does_not_have_is_kept()
    {
        var narrowed = Narrow(Narrowing.Input(
            Role("""{"Effect":"Allow","Action":["sqs:ReceiveMessage","sqs:FoldMessage","nosuch:*"],"Resource":"*"}""")));
        Assert.Equal(["""{"Effect":"Allow","Action":["nosuch:*","sqs:FoldMessage"],"Resource":"*"}"""], Statements(narrowed));
        Assert.All(narrowed.Policies[0].Statements[0].Reasons, reason => Assert.Equal(ReasonKind.UnknownAction, reason.Kind));
    }

    [Fact]
    public void Unseen_actions_stay_as_the_source_wrote_them_beside_the_used_ones()
    {
        var narrowed = Narrow(Narrowing.Input(
            Role("""{"Sid":"All","Effect":"Allow","Action":["s3:Get*","sqs:*","s3:PutObject"],"Resource":"*"}"""),
            Used("sqs:SendMessage", Queue), Used("s3:PutObject", $"{Bucket}/a")) with
        { CoverageOf = Unseen("s3:Get") });
        Assert.Equal(
            [
                """{"Sid":"All","Effect":"Allow","Action":"s3:Get*","Resource":"*"}""",
                $$"""{"Sid":"All2","Effect":"Allow","Action":"s3:PutObject","Resource":"{{Bucket}}/*"}""",
                $$"""{"Sid":"All3","Effect":"Allow","Action":"sqs:SendMessage","Resource":"{{Queue}}"}""",
            ], Statements(narrowed));
        var unseen = Assert.Single(narrowed.KeptUnseen);
        Assert.Equal(("s3", ReasonKind.Unseen), (unseen.Service, unseen.Kind));
        Assert.True(unseen.ActionCount > StatementReason.MostActions);
        Assert.Equal(StatementReason.MostActions, unseen.Actions.Count);
        Assert.All(unseen.Actions, action => Assert.StartsWith("s3:Get", action, StringComparison.Ordinal));
    }

    [Fact]
    public void A_pattern_of_which_a_part_is_dropped_is_written_with_fewer_and_narrower_patterns()
    {
        var narrowed = Narrow(Narrowing.Input(Role("""{"Effect":"Allow","Action":"s3:*","Resource":"*"}""")) with
        {
            CoverageOf = Unseen("s3:Get", "s3:PutObject"),
        });
        Assert.Equal(["""{"Effect":"Allow","Action":["s3:Get*","s3:PutObject*"],"Resource":"*"}"""], Statements(narrowed));
    }

    [Fact]
    public void A_long_list_of_everything_is_written_as_what_is_left_out()
    {
        var narrowed = Narrow(Narrowing.Input(
            Role("""{"Effect":"Allow","Action":"*","Resource":"*"}"""), Used("sqs:SendMessage", Queue)) with
        {
            CoverageOf = action => action.Service is "sqs" or "iam" ? Seen(action) : Unseen("")(action),
        });
        Assert.Equal(
            [
                """{"Effect":"Allow","NotAction":["iam:*","sqs:*"],"Resource":"*"}""",
                $$"""{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"{{Queue}}"}""",
            ], Statements(narrowed));
    }

    [Fact]
    public void A_call_that_no_action_is_known_for_keeps_the_actions_of_its_service()
    {
        var input = Narrowing.Input(Role("""{"Effect":"Allow","Action":["sqs:*","sns:*","newthing:*"],"Resource":"*"}"""),
            Used("sqs:SendMessage", Queue));
        UnmappedCall[] calls = [new("sqs.amazonaws.com", "FoldMessage", 2, Now, "e")];
        var narrowed = Narrow(input with { Usage = input.Usage with { Unmapped = calls } });
        Assert.Equal(["""{"Effect":"Allow","Action":["newthing:*","sqs:*"],"Resource":"*"}"""], Statements(narrowed));
        Assert.Contains(
            narrowed.Policies[0].Statements[0].Reasons,
            reason => reason.Kind == ReasonKind.UnmappedCall && reason.Text.Contains("FoldMessage", StringComparison.Ordinal));
        // It may be an action that AWS has added, also if the service is not allowed completely.
        narrowed = Narrow(input with
        {
            Role = Role("{\"Effect\":\"Allow\",\"NotAction\":\"sqs:DeleteQueue\",\"Resource\":\"*\"}"),
            Usage = input.Usage with { Unmapped = calls },
        });
        Assert.Contains("\"sqs:FoldMessage\"", Document(narrowed), StringComparison.Ordinal);
        Assert.Contains("\"sqs:ReceiveMessage\"", Document(narrowed), StringComparison.Ordinal);
        Assert.DoesNotContain("DeleteQueue", Document(narrowed), StringComparison.Ordinal);
        // Of a session without a function, too.
        narrowed = Narrow(input with { OtherUsage = [Quiet with { FunctionArn = null, Unmapped = calls }] });
        Assert.Contains("sqs:*", Document(narrowed), StringComparison.Ordinal);
        // Of another function, not.
        narrowed = Narrow(input with { OtherUsage = [Quiet with { FunctionArn = "x", Unmapped = calls }] });
        Assert.DoesNotContain("sqs:*", Document(narrowed), StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_that_the_catalog_does_not_have_is_kept_if_it_was_called()
    {
        var input = Narrowing.Input(Role("""{"Effect":"Allow","Action":"*","Resource":"*"}"""));
        var narrowed = Narrow(input with
        {
            Usage = input.Usage with { Unmapped = [new UnmappedCall("newthing.amazonaws.com", "Do", 1, Now, null)] },
        });
        Assert.Equal(["""{"Effect":"Allow","Action":"newthing:*","Resource":"*"}"""], Statements(narrowed));
    }

    [Fact]
    public void What_sessions_without_a_function_used_is_kept_and_what_other_functions_used_is_not()
    {
        var input = Narrowing.Input(Role("""{"Effect":"Allow","Action":"sqs:*","Resource":"*"}"""));
        var narrowed = Narrow(input with
        {
            OtherUsage =
            [
                Quiet with { FunctionName = null, FunctionArn = null, Permissions = [Used("sqs:SendMessage", Queue)] },
                Quiet with { FunctionArn = "arn:aws:lambda:eu-west-1:111122223333:function:other",
                    Permissions = [Used("sqs:DeleteQueue", Queue)] },
            ],
        });
        Assert.Equal([$$"""{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"{{Queue}}"}"""], Statements(narrowed));
        Assert.Equal(ReasonKind.UsedUnattributed, narrowed.Policies[0].Statements[0].Reasons[0].Kind);
    }

    [Fact]
    public void What_settings_need_is_kept_within_the_source_and_never_added()
    {
        var input = Narrowing.Input(Role(
            """{"Effect":"Allow","Action":"ec2:*","Resource":["arn:aws:ec2:eu-west-1:111122223333:network-interface/*","arn:aws:ec2:eu-west-1:111122223333:subnet/*"]}"""));
        var narrowed = Narrow(input with
        {
            Needed =
            [
                Needed("ec2:CreateNetworkInterface", "arn:aws:ec2:eu-west-1:111122223333:network-interface/*"),
                Needed("ec2:CreateNetworkInterface", "arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-1"),
                Needed("ec2:DescribeNetworkInterfaces", "*"),
                Needed("xray:PutTraceSegments", "*"),
            ],
        });
        Assert.Equal(
            [
                """{"Effect":"Allow","Action":"ec2:CreateNetworkInterface","Resource":["arn:aws:ec2:eu-west-1:111122223333:network-interface/*","arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-1"]}""",
            ],
            Statements(narrowed));
        Assert.Contains("VpcConfig", narrowed.Policies[0].Statements[0].Reasons[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(NarrowedResourceScope.Seen, "arn:aws:s3:::orders/in/1")]
    [InlineData(NarrowedResourceScope.Widened, "arn:aws:s3:::orders/in/*")]
    [InlineData(NarrowedResourceScope.Source, "arn:aws:s3:::*")]
    public void The_scope_of_resources_is_the_users(NarrowedResourceScope scope, string resource)
    {
        var narrowed = Narrow(Narrowing.Input(
            Role("""{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::*"}"""), Used("s3:GetObject", $"{Bucket}/in/1")) with
        { Options = new NarrowingOptions { ResourceScope = scope } });
        Assert.Equal([$$"""{"Effect":"Allow","Action":"s3:GetObject","Resource":"{{resource}}"}"""], Statements(narrowed));
    }

    [Fact]
    public void Unseen_actions_are_dropped_only_if_IAM_never_saw_their_service()
    {
        var input = Narrowing.Input(Role(
            """{"Effect":"Allow","Action":["s3:GetObject","sqs:SendMessage","sns:Publish"],"Resource":"*"}""")) with
        {
            CoverageOf = Unseen(""),
            Options = new NarrowingOptions { DropUnseen = true },
            // Nothing is known of SNS.
            LastAccessed = [new LastAccessedService("s3", null, []), new LastAccessedService("sqs", Now.AddDays(-300), [])],
        };
        Assert.Equal(["""{"Effect":"Allow","Action":["sns:Publish","sqs:SendMessage"],"Resource":"*"}"""], Statements(Narrow(input)));
        // Not unless the user wants it.
        Assert.Contains("s3:GetObject", Document(Narrow(input with { Options = new NarrowingOptions() })), StringComparison.Ordinal);
        // Not if a record says otherwise: IAM's information is hours behind.
        var used = input with { OtherUsage = [Quiet with { FunctionArn = "x", Permissions = [Used("s3:ListBucket", Bucket)] }] };
        Assert.Contains("s3:GetObject", Document(Narrow(used)), StringComparison.Ordinal);
        // Not if a call could be in a region that was not read.
        var regional = input with { Usage = input.Usage with { CoversAllRegions = false } };
        Assert.Contains("s3:GetObject", Document(Narrow(regional)), StringComparison.Ordinal);
        // Not without IAM's information, whatever the source of the records is.
        var unknown = Narrow(input with { LastAccessed = null });
        Assert.Contains("s3:GetObject", Document(unknown), StringComparison.Ordinal);
        Assert.Contains(unknown.Blockers, blocker => blocker.Id == "LastAccessedRequired");
    }

    [Fact]
    public void What_IAM_saw_and_the_records_do_not_show_is_kept()
    {
        var input = Narrowing.Input(Role("""{"Effect":"Allow","Action":["s3:*","sqs:*"],"Resource":"*"}""")) with
        {
            LastAccessed =
            [
                new LastAccessedService("sqs", Now.AddDays(-3), []),
                new LastAccessedService(
                    "s3", Now.AddDays(-3), [("GetBucketAcl", Now.AddDays(-3)), ("PutBucketAcl", null), ("GetObject", Now.AddDays(-90))]),
            ],
        };
        var statement = Assert.Single(Statements(Narrow(input)));
        Assert.Contains("\"sqs:*\"", statement, StringComparison.Ordinal);
        Assert.Contains("\"s3:GetBucketAcl\"", statement, StringComparison.Ordinal);
        Assert.DoesNotContain("s3:PutBucketAcl", statement, StringComparison.Ordinal);
        // Before the period of the records, it says nothing about them.
        Assert.DoesNotContain("s3:GetObject", statement, StringComparison.Ordinal);
        // Another function's calls explain it.
        var explained = input with
        {
            OtherUsage = [Quiet with { FunctionArn = "x",
                Permissions = [Used("s3:GetBucketAcl", Bucket), Used("sqs:SendMessage", Queue)] }],
        };
        // IAM tracks the single actions of S3, not of SQS.
        Assert.DoesNotContain("sqs", string.Concat(Statements(Narrow(explained))), StringComparison.Ordinal);
        Assert.DoesNotContain("GetBucketAcl", string.Concat(Statements(Narrow(explained))), StringComparison.Ordinal);
        // So do calls that cannot be seen.
        var unseen = Statements(Narrow(input with { CoverageOf = Unseen("sqs:SendMessage") }));
        Assert.DoesNotContain("sqs:*", string.Concat(unseen), StringComparison.Ordinal);
        Assert.Contains("sqs:SendMessage", string.Concat(unseen), StringComparison.Ordinal);
    }

    [Fact]
    public void Managed_policies_become_inline_policies()
    {
        var role = Role(("Data", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:*","Resource":"*"}]}""")) with
        {
            AttachedPolicies =
            [
                new RolePolicy(
                    "Data", "arn:aws:iam::aws:policy/Data",
                    """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"""),
            ],
        };
        var narrowed = Narrow(Narrowing.Input(role, Used("sqs:SendMessage", Queue), Used("s3:GetObject", $"{Bucket}/a")));
        Assert.Equal(["Data", "Data-2"], narrowed.Policies.Select(policy => policy.PolicyName));
        Assert.Equal([null, "arn:aws:iam::aws:policy/Data"], narrowed.Policies.Select(policy => policy.PolicyArn));
        Assert.All(narrowed.Policies, policy => Assert.Equal(PolicyPlacement.Inline, policy.Placement));
        Assert.Contains("s3:GetObject", narrowed.Policies[1].Document, StringComparison.Ordinal);
    }

    [Fact]
    public void Sids_of_parts_are_not_used_twice()
    {
        var narrowed = Narrow(Narrowing.Input(
            Role(
                """{"Sid":"A","Effect":"Allow","Action":["sqs:*","s3:*"],"Resource":"*"}""",
                """{"Sid":"A2","Effect":"Allow","Action":"sns:*","Resource":"*"}"""),
            Used("sqs:SendMessage", Queue), Used("s3:GetObject", $"{Bucket}/a"),
                Used("sns:Publish", "arn:aws:sns:eu-west-1:111122223333:t")));
        Assert.Equal(["A", "A3", "A2"], narrowed.Policies[0].Statements.Select(statement => statement.Sid));
        Assert.Equal(["A", "A", "A2"], narrowed.Policies[0].Statements.Select(statement => statement.SourceStatement));
    }

    [Fact]
    public void What_is_not_understood_is_not_changed()
    {
        const string statement = """{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringAlmost":{"aws:x":"y"}}}""";
        Assert.Equal([statement], Statements(Narrow(Narrowing.Input(Role(statement)))));
    }

    [Fact]
    public void A_part_that_cannot_be_proven_keeps_the_resources_of_the_source()
    {
        // The older version of the language has no escape, so the name of the object matches more than the source allows.
        var role = Role(("data",
            """{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/*?x"}]}"""));
        var narrowed = Narrow(Narrowing.Input(role, Used("s3:GetObject", "arn:aws:s3:::b/a*b?x")) with
        {
            Options = new NarrowingOptions { ResourceScope = NarrowedResourceScope.Seen },
        });
        Assert.Equal("2008-10-17", PolicyDocument.Parse(Document(narrowed)).Version);
        Assert.Equal(ProofOutcome.Proven, narrowed.GrantsNoMore!.Outcome);
        Assert.Equal(ProofOutcome.Proven, narrowed.AllowsEvidence!.Outcome);
    }

    [Fact]
    public void Characters_of_names_are_not_wildcards()
    {
        var narrowed = Narrow(Narrowing.Input(
            Role("""{"Effect":"Allow","Action":"s3:*","Resource":"*"}"""), Used("s3:GetObject", "arn:aws:s3:::b/a*b?${c}")) with
        { Options = new NarrowingOptions { ResourceScope = NarrowedResourceScope.Seen } });
        Assert.Equal(["""{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/a${*}b${?}${$}{c}"}"""],
            Statements(narrowed));
    }

    [Fact]
    public void Figures_show_what_ends()
    {
        var narrowed = Narrow(Narrowing.Input(
            Role(
                """{"Effect":"Allow","Action":["sqs:*","iam:PassRole","iam:PutRolePolicy"],"Resource":"*"}""",
                """{"Effect":"Allow","Action":"lambda:*","Resource":"*"}"""),
            Used("sqs:SendMessage", Queue), Used("sqs:ReceiveMessage", Queue)));
        var (before, after) = (narrowed.Before!, narrowed.After!);
        Assert.Equal((3, 2, 2, 2), (before.Services, before.Statements, before.WildcardActions, before.WildcardResources));
        Assert.True(before.PermissionsManagement > 2 && before.DataWrites > 5 && before.EscalationPaths!.Count > 3);
        Assert.Equal((2, 1, 1, 0, 0, 0),
            (after.Actions, after.Services, after.Statements, after.WildcardActions, after.WildcardResources, after.PermissionsManagement));
        Assert.Equal(1, after.DataWrites);
        Assert.Empty(after.EscalationPaths!);
    }

    [Fact]
    public void Evidence_that_is_short_or_not_complete_blocks()
    {
        var input = Narrowing.Input(Role("""{"Effect":"Allow","Action":"sqs:*","Resource":"*"}"""), Used("sqs:SendMessage", Queue));
        Assert.Empty(Narrow(input).Blockers);
        var young = Narrow(input with { Usage = input.Usage with { From = Now.AddDays(-29) } });
        Assert.Contains(
            "since 2026-10-28: 29 days with records. At least 30 days", Assert.Single(young.Blockers).Message, StringComparison.Ordinal);
        var dark = input with { Usage = input.Usage with { DaysWithoutRecords = [.. Enumerable.Range(0, 31).Select(day => $"{day}")] } };
        Assert.Equal("EvidenceTooShort", Assert.Single(Narrow(dark).Blockers).Id);
        Assert.Empty(Narrow(dark with { Options = new NarrowingOptions { MinimumDays = 29 } }).Blockers);
        Assert.Equal("EvidenceTooShort", Assert.Single(Narrow(input with { Usage = input.Usage with { From = null } }).Blockers).Id);
        var incomplete = Narrow(input with { Usage = input.Usage with { IsComplete = false, Unread = ["eu-west-3"] } });
        Assert.Contains("eu-west-3", Assert.Single(incomplete.Blockers, blocker => blocker.Id == "EvidenceIncomplete").Message,
            StringComparison.Ordinal);
        var others = Narrow(input with { OtherUsage = [Quiet with { FunctionArn = null, IsComplete = false }] });
        Assert.Equal("EvidenceIncomplete", Assert.Single(others.Blockers).Id);
    }

    [Fact]
    public void A_policy_that_is_not_known_blocks_and_nothing_is_narrowed()
    {
        var unread = Role() with { AttachedPolicies = [new RolePolicy("p", "arn:aws:iam::aws:policy/p", null)] };
        var narrowed = Narrow(Narrowing.Input(unread));
        Assert.Equal("PolicyUnread", Assert.Single(narrowed.Blockers).Id);
        Assert.Empty(narrowed.Policies);
        Assert.Equal("PolicyUnread", Assert.Single(Narrow(Narrowing.Input(Role(("x", "{")))).Blockers).Id);
        Assert.Equal("RoleNotFound", Assert.Single(Narrow(Narrowing.Input(Role() with { Exists = false })).Blockers).Id);
        var boundary = Role() with { PermissionsBoundary = new RolePolicy("b", "arn:aws:iam::111122223333:policy/b", null) };
        Assert.Equal("PolicyUnread", Assert.Single(Narrow(Narrowing.Input(boundary)).Blockers).Id);
    }

    [Fact]
    public void What_the_role_did_not_allow_is_a_warning()
    {
        var narrowed = Narrow(Narrowing.Input(
            Role("""{"Effect":"Allow","Action":"sqs:*","Resource":"*"}"""), Used("s3:GetObject", $"{Bucket}/a")));
        Assert.Contains("s3:GetObject on arn:aws:s3:::orders/a", Assert.Single(narrowed.Warnings).Message, StringComparison.Ordinal);
        Assert.Empty(narrowed.Policies);
    }

    private static NarrowedRole Narrow(NarrowingInput input)
    {
        var narrowed = RoleNarrower.Narrow(input);
        if (narrowed.GrantsNoMore is null) return narrowed;
        Assert.Equal(ProofOutcome.Proven, narrowed.GrantsNoMore.Outcome);
        Assert.True(
            narrowed.AllowsEvidence!.Outcome == ProofOutcome.Proven,
            $"{narrowed.AllowsEvidence.Reason} {string.Join("; ", narrowed.AllowsEvidence.Lost)}");
        return narrowed;
    }
}
