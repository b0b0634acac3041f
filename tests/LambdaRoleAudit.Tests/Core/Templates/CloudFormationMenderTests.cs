using System.Text.RegularExpressions;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>Each function of a CloudFormation template gets a copy of the shared role, written as the shared one is.</summary>
public sealed class CloudFormationMenderTests
{
    private const string Role = """
          Shared: # of all
            Type: AWS::IAM::Role
            Properties:
              RoleName: shared-role # one name
              # who
              AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]}
              Policies:
                - PolicyName: "p"
                  PolicyDocument:
                    Statement:
                      - {Effect: Allow, Action: "s3:GetObject", Resource: !Sub "arn:aws:s3:::${AWS::StackName}/*"} # all objects

        """;

    [Fact]
    public void A_role_is_copied_as_it_is_written_without_its_name()
    {
        var text = "Resources:\n" + Role + Function("A", "!GetAtt Shared.Arn") + Function("B", "!GetAtt Shared.Arn");
        // The comment at the key is about the shared role.
        var copy = Role.Replace("      RoleName: shared-role # one name\n", "", StringComparison.Ordinal)
            .Replace("Shared: # of all", "Shared:", StringComparison.Ordinal);
        Assert.Equal(
            "Resources:\n" + Role + copy.Replace("Shared:", "ARole:", StringComparison.Ordinal)
            + copy.Replace("Shared:", "BRole:", StringComparison.Ordinal)
            + Function("A", "!GetAtt ARole.Arn") + Function("B", "!GetAtt BRole.Arn"), Mending.Patch(text));
        Assert.All(Mending.Plan(text), step => Assert.Equal("Proven", step.Proof));
    }

    [Theory]
    [InlineData("!GetAtt Shared.Arn", "!GetAtt ARole.Arn")]
    [InlineData("!GetAtt 'Shared.Arn' # c", "!GetAtt 'ARole.Arn' # c")]
    [InlineData("!GetAtt [Shared, Arn]", "!GetAtt [ARole, Arn]")]
    [InlineData("{\"Fn::GetAtt\": [\"Shared\", \"Arn\"]}", "{\"Fn::GetAtt\": [\"ARole\", \"Arn\"]}")]
    [InlineData(
        "\n        Fn::GetAtt:\n          - Shared # c\n          - Arn", "\n        Fn::GetAtt:\n          - ARole # c\n          - Arn")]
    [InlineData("\n        Fn::GetAtt: Shared.Arn", "\n        Fn::GetAtt: ARole.Arn")]
    [InlineData("!Sub ${Shared.Arn}", "!Sub ${ARole.Arn}")]
    [InlineData("!Sub '${Shared.Arn}'", "!Sub '${ARole.Arn}'")]
    [InlineData("!Sub arn:aws:iam::${AWS::AccountId}:role/${Shared}", "!Sub arn:aws:iam::${AWS::AccountId}:role/${ARole}")]
    [InlineData("!Sub [\"${R}\", {R: !GetAtt Shared.Arn}]", "!Sub [\"${R}\", {R: !GetAtt ARole.Arn}]")]
    [InlineData(
        "!Join ['', ['arn:aws:iam::123456789012:role/', !Ref Shared]]", "!Join ['', ['arn:aws:iam::123456789012:role/', !Ref ARole]]")]
    [InlineData("!Sub arn:aws:iam::${AWS::AccountId}:role/shared-role # c", "!GetAtt ARole.Arn # c")]
    [InlineData("arn:aws:iam::123456789012:role/shared-role", "!GetAtt ARole.Arn")]
    [InlineData("!GetAtt \"\\x53hared.Arn\"", "!GetAtt ARole.Arn")]
    public void A_functions_Role_keeps_its_style(string before, string after)
    {
        var text = "Resources:\n" + Role + Function("A", before) + Function("B", "!GetAtt Shared.Arn");
        var patched = Mending.Patch(text);
        Assert.Contains(Function("A", after), patched, StringComparison.Ordinal);
        Assert.Equal("ARole", Assert.Single(Mending.Stack(patched).Functions[0].Roles).RoleAddress);
    }

    [Fact]
    public void Policies_that_attach_from_outside_attach_to_the_new_role_too()
    {
        var text = "Resources:\n" + Role + Function("A", "!GetAtt Shared.Arn") + Function("B", "!GetAtt Shared.Arn") + """
              P:
                Type: AWS::IAM::Policy
                Properties:
                  PolicyName: p
                  PolicyDocument: {}
                  Roles:
                    - !Ref Other
                    - !Ref "Shared" # c
                    - !Ref Third
              M:
                Type: AWS::IAM::ManagedPolicy
                Properties:
                  Roles: [{Ref: Shared}]
                  PolicyDocument: {}
              N:
                Type: AWS::IAM::Policy
                Properties:
                  Roles:
                  - shared-role
              R:
                Type: AWS::IAM::RolePolicy
                Properties:
                  PolicyName: r
                  RoleName: !Ref Shared
                  PolicyDocument: {Statement: []}

            """;
        var patched = Mending.Patch(text);
        Assert.Contains(
            "        - !Ref \"Shared\" # c\n        - !Ref \"ARole\"\n        - !Ref \"BRole\"\n        - !Ref Third\n", patched,
            StringComparison.Ordinal);
        Assert.Contains("Roles: [{Ref: Shared}, {Ref: ARole}, {Ref: BRole}]\n", patched, StringComparison.Ordinal);
        Assert.Contains("      - shared-role\n      - !Ref ARole\n      - !Ref BRole\n", patched, StringComparison.Ordinal);
        Assert.Contains(
            "  ARoleR:\n    Type: AWS::IAM::RolePolicy\n    Properties:\n      PolicyName: r\n      RoleName: !Ref ARole\n", patched,
            StringComparison.Ordinal);
        // They name the role on purpose.
        Assert.All(Mending.Plan(text), step => Assert.DoesNotContain(step.Warnings, issue => issue.Id == "SharedRoleNamed"));
    }

    [Theory]
    [InlineData("Roles: !Split [',', !Ref Shared]", "PolicyAttachmentUnclear")]
    [InlineData("Roles: [!If [C, !Ref Shared, !Ref Other]]", "PolicyAttachmentUnclear")]
    [InlineData("Roles: *roles", "ValueFromAlias")]
    public void A_policy_that_attaches_in_another_way_blocks(string roles, string id)
    {
        var step = Blocked(
            "Metadata:\n  R: &roles [!Ref Shared]\nResources:\n" + Role + Function("A", "!GetAtt Shared.Arn")
            + Function("B", "!GetAtt Shared.Arn") + $"  P:\n    Type: AWS::IAM::Policy\n    Properties:\n      {roles}\n");
        Assert.Equal(id, step.Blockers[0].Id);
        Assert.Contains("  ARole:", step.Snippet, StringComparison.Ordinal);
    }

    [Fact]
    public void The_new_role_exists_if_the_function_does()
    {
        var function = Function("A", "!GetAtt Shared.Arn").Replace(
            "    Properties:", "    Condition: InProd\n    Properties:", StringComparison.Ordinal);
        const string Policies = "  P:\n    Type: AWS::IAM::Policy\n    Properties: {Roles: [!Ref Shared]}\n"
            + "  Q:\n    Type: AWS::IAM::Policy\n    Condition: InProd\n    Properties:\n      Roles:\n        - !Ref Shared\n";
        var text = "Conditions: {InProd: !Equals [a, b]}\nResources:\n" + Role + function + Function("B", "!GetAtt Shared.Arn") + Policies;
        var patched = Mending.Patch(text);
        Assert.Contains(
            "  ARole:\n    Type: AWS::IAM::Role\n    Condition: InProd\n    Properties:\n", patched, StringComparison.Ordinal);
        Assert.Contains("  BRole:\n    Type: AWS::IAM::Role\n    Properties:\n", patched, StringComparison.Ordinal);
        Assert.Contains(
            "{Roles: [!Ref Shared, !If [InProd, !Ref ARole, !Ref 'AWS::NoValue'], !Ref BRole]}", patched, StringComparison.Ordinal);
        Assert.Contains("        - !Ref Shared\n        - !Ref ARole\n        - !Ref BRole\n", patched, StringComparison.Ordinal);

        var equal = text.Replace("Type: AWS::IAM::Role\n", "Type: AWS::IAM::Role\n    Condition: InProd\n", StringComparison.Ordinal);
        Assert.Equal(3, Mending.Patch(equal).Split("Type: AWS::IAM::Role\n    Condition: InProd\n").Length - 1);
        var other = text.Replace("Type: AWS::IAM::Role\n", "Type: AWS::IAM::Role\n    Condition: Else\n", StringComparison.Ordinal);
        Assert.Equal(["ConditionsDiffer"], Blocked(other).Blockers.Select(issue => issue.Id));
    }

    [Fact]
    public void DependsOn_follows_the_role_and_the_copies_of_its_policies()
    {
        var function = Function("A", "!GetAtt Shared.Arn");
        var text = "Resources:\n" + Role
            + function.Replace("    Properties:", "    DependsOn: [P, Shared, 'R']\n    Properties:", StringComparison.Ordinal)
            + Function("B", "!GetAtt Shared.Arn").Replace("    Properties:", "    DependsOn: R\n    Properties:", StringComparison.Ordinal)
            + "  P:\n    Type: AWS::IAM::Policy\n    Properties: {Roles: [!Ref Shared]}\n"
            + "  R:\n    Type: AWS::IAM::RolePolicy\n    Properties: {RoleName: !Ref Shared}\n";
        var patched = Mending.Patch(text);
        Assert.Contains("DependsOn: [P, ARole, 'ARoleR']\n", patched, StringComparison.Ordinal);
        Assert.Contains("DependsOn: [BRoleR, P]\n", patched, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Type: AWS::Lambda::Function\n    DependsOn: [P, ARoleR]\n", "")]
    [InlineData("DependsOn: Shared # why\n    ", "DependsOn: [ARole, P, ARoleR] # why\n", "")]
    [InlineData("DependsOn: 'Q'\n    ", "DependsOn: ['Q', P, ARoleR]\n", "")]
    [InlineData("DependsOn: [Q]\n    ", "DependsOn: [Q, \"P\", \"ARoleR\"]\n", "")]
    [InlineData("DependsOn:\n    - Q\n    - P # one\n    ", "DependsOn:\n    - Q\n    - P # one\n    - ARoleR\n", "")]
    [InlineData("DependsOn: >-\n      Q\n    ", "DependsOn: >-\n      Q\n", "P, ARoleR")]
    [InlineData("DependsOn: &d [Q]\n    Metadata: *d\n    ", "DependsOn: &d [Q]\n", "P, ARoleR")]
    public void A_function_waits_for_the_policies_of_its_new_role(string before, string after, string late)
    {
        var text = "Resources:\n" + Role
            + Function("A", "!GetAtt Shared.Arn").Replace("Properties:", $"{before}Properties:", StringComparison.Ordinal)
            + Function("B", "!GetAtt Shared.Arn") + "  Q:\n    Type: AWS::SQS::Queue\n"
            + "  P:\n    Type: AWS::IAM::Policy\n    Properties: {Roles: [!Ref Shared]}\n"
            + "  R:\n    Type: AWS::IAM::RolePolicy\n    Properties: {RoleName: !Ref Shared}\n";
        var step = Mending.Plan(text)[0];
        Assert.Contains(after, Mending.Patched(text, [step]), StringComparison.Ordinal);
        var warnings = step.Warnings.Where(issue => issue.Id == "PolicyAttachedLater").ToList();
        if (late.Length == 0) Assert.Empty(warnings);
        else Assert.Contains($"attaches {late} to ARole", Assert.Single(warnings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{Roles: [!Ref Shared], PolicyDocument: !GetAtt A.Arn}", "", true)]
    [InlineData("{Roles: [!Ref Shared], PolicyDocument: !GetAtt Q.Arn}", "  Q:\n    Type: X\n    Properties: {P: !Sub '${A.Arn}'}\n", true)]
    [InlineData("{Roles: [!Ref Shared], PolicyDocument: !Ref ServerlessRestApi}", "", true)]
    [InlineData("{Roles: [!Ref Shared], PolicyDocument: !Ref Q}", "  Q:\n    Type: AWS::Serverless::Api\n", true)]
    [InlineData("{Roles: [!Ref Shared], PolicyDocument: !Ref Q}", "  Q:\n    Type: X\n    Properties: &q {}\n    Metadata: *q\n", true)]
    [InlineData("{Roles: [!Ref Shared], PolicyDocument: !Ref Q}\n    Condition: C", "  Q:\n    Type: X\n", true)]
    [InlineData("{Roles: [!Ref Shared], PolicyDocument: !Sub '${Q}${AWS::Region}${Env}'}", "  Q:\n    Type: X\n    DependsOn: B\n", false)]
    public void A_function_does_not_wait_for_what_can_wait_for_it(string policy, string others, bool isLate)
    {
        var text = "Parameters: {Env: {Type: String}}\nConditions: {C: !Equals [a, b]}\nResources:\n" + Role
            + Function("A", "!GetAtt Shared.Arn") + Function("B", "!GetAtt Shared.Arn")
            + $"  P:\n    Type: AWS::IAM::Policy\n    Properties: {policy}\n" + others;
        var step = Mending.Plan(text)[0];
        Assert.Equal(isLate, step.Warnings.Any(issue => issue.Id == "PolicyAttachedLater"));
        Assert.Equal(!isLate, Mending.Patched(text, [step]).Contains("DependsOn: P\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("S3, Properties: {Bucket: !Ref Q", true)]
    [InlineData("Cognito, Properties: {UserPool: {Ref: Q}", true)]
    [InlineData("Schedule, Properties: {Input: x", false)]
    public void A_source_of_events_of_SAM_waits_for_its_function(string events, bool isLate)
    {
        // AWS SAM writes the function into the notifications of the bucket.
        var text = "Transform: AWS::Serverless-2016-10-31\nResources:\n" + Role
            + Function("A", "!GetAtt Shared.Arn").Replace("Lambda", "Serverless", StringComparison.Ordinal)
            + $"      Events: {{E: {{Type: {events}}}}}}}\n" + Function("B", "!GetAtt Shared.Arn")
            + "  P:\n    Type: AWS::IAM::Policy\n    Properties: {Roles: [!Ref Shared], PolicyDocument: !GetAtt Q.Arn}\n"
            + "  Q:\n    Type: AWS::S3::Bucket\n";
        Assert.Equal(isLate, Mending.Plan(text)[0].Warnings.Any(issue => issue.Id == "PolicyAttachedLater"));
    }

    [Fact]
    public void Two_functions_do_not_wait_for_each_other_through_policies()
    {
        var text = "Resources:\n" + Role + Function("A", "!GetAtt Shared.Arn") + Function("B", "!GetAtt Shared.Arn")
            + "  P:\n    Type: AWS::IAM::Policy\n    Properties: {Roles: [!Ref Shared], PolicyDocument: !GetAtt A.Arn}\n"
            + "  Q:\n    Type: AWS::IAM::Policy\n    Properties: {Roles: [!Ref Shared], PolicyDocument: !GetAtt B.Arn}\n";
        var steps = Mending.Plan(text);
        // A would wait for Q, which waits for B; so B must not wait for P, which waits for A.
        Assert.Equal([true, true], steps.Select(step => step.Warnings.Any(issue => issue.Id == "PolicyAttachedLater")));
        Assert.Single(Regex.Matches(Mending.Patched(text, steps), "DependsOn: "));
    }

    [Theory]
    [InlineData("  V:\n    Type: AWS::Lambda::Version\n    Properties: {FunctionName: !Ref A}\n", "resource V (line ")]
    [InlineData("  V:\n    Type: AWS::Lambda::Permission\n    Properties: {FunctionName: !Ref A}\n", null)]
    public void Versions_keep_their_role(string other, string? named)
    {
        var text = "Resources:\n" + Role + Function("A", "!GetAtt Shared.Arn") + Function("B", "!GetAtt Shared.Arn") + other;
        var warnings = Mending.Plan(text)
            .Select(step => step.Warnings.FirstOrDefault(issue => issue.Id == "VersionsKeepRole")?.Message).ToList();
        Assert.Null(warnings[1]);
        if (named is null) Assert.Null(warnings[0]);
        else Assert.Contains($"routes to it ({named}", warnings[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "      AutoPublishAlias: live\n", true)]
    [InlineData("Globals: {Function: {AutoPublishAlias: live}}\n", "", true)]
    [InlineData("Globals: {Function: {AutoPublishAliasAllProperties: true}}\n", "      AutoPublishAlias: live\n", false)]
    public void The_alias_of_SAM_keeps_its_role_unless_each_change_publishes(string globals, string own, bool isWarned)
    {
        var text = "Transform: AWS::Serverless-2016-10-31\n" + globals + "Resources:\n" + Role
            + Function("A", "!GetAtt Shared.Arn").Replace("Lambda", "Serverless", StringComparison.Ordinal) + own
            + Function("B", "!GetAtt Shared.Arn");
        Assert.Equal(isWarned, Mending.Plan(text)[0].Warnings.Any(issue => issue.Id == "VersionsKeepRole"));
    }

    [Fact]
    public void Other_places_that_name_the_role_are_a_warning()
    {
        var text = "Resources:\n" + Role + Function("A", "!GetAtt Shared.Arn") + Function("B", "!GetAtt Shared.Arn")
            + "  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy: !Sub '${Shared.Arn}'\n"
            + "  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      X: !Sub arn:aws:iam::${AWS::AccountId}:role/shared-role\n"
            + "  P:\n    Type: AWS::IAM::Policy\n    Properties: {Roles: [!Ref Shared], PolicyDocument: {Resource: !GetAtt Shared.Arn}}\n"
            + "Outputs:\n  Arn:\n    Value: !GetAtt Shared.Arn\n";
        var steps = Mending.Plan(text);
        Assert.Equal(["SharedRoleNamed", "PolicyNamesRole"], steps[0].Warnings.Select(issue => issue.Id));
        Assert.Equal(["SharedRoleNamed", "PolicyNamesRole", "SharedRoleUnused"], steps[1].Warnings.Select(issue => issue.Id));
        Assert.Contains(
            "resource Key (line 28), resource Topic (line 32), resource P (line 35), output Arn (line 38)", steps[0].Warnings[0].Message,
            StringComparison.Ordinal);
        var silent = Mending.Plan("Resources:\n" + Role + Function("A", "!GetAtt Shared.Arn") + Function("B", "!GetAtt Shared.Arn"));
        Assert.Empty(silent[0].Warnings);
    }

    [Fact]
    public void A_function_in_a_VPC_is_a_warning()
    {
        var text = "Resources:\n" + Role + Function("A", "!GetAtt Shared.Arn") + Function("B", "!GetAtt Shared.Arn\n      VpcConfig: {}");
        Assert.Equal(["VpcFunction", "SharedRoleUnused"], Mending.Plan(text)[1].Warnings.Select(issue => issue.Id));
    }

    [Fact]
    public void The_shared_role_of_functions_in_a_VPC_stays_in_the_account()
    {
        const string Vpc = "!GetAtt Shared.Arn\n      VpcConfig: {}";
        var text = "Resources:\n" + Role + Function("A", Vpc) + Function("B", Vpc) + Function("C", "!GetAtt Shared.Arn");
        const string Kept = "    Type: AWS::IAM::Role\n    DeletionPolicy: Retain\n    UpdateReplacePolicy: Retain\n";
        var steps = Mending.Plan(text);
        Assert.All(steps, step => Assert.True(step.CanApply));
        // The steps of A and B need the same change. It is made once, for all of them and for each alone, and not in the copies.
        foreach (var chosen in new[] { steps, [steps[0]], [steps[1]] })
            Assert.Single(Regex.Matches(Mending.Patched(text, chosen), Regex.Escape(Kept)));
        Assert.StartsWith(
            "Resources:\n  Shared: # of all\n" + Kept, Mending.Patched(text, steps), StringComparison.Ordinal);
        Assert.DoesNotContain("Retain", Mending.Patched(text, [steps[2]]), StringComparison.Ordinal);
        Assert.Contains("stays in the account", steps[0].Warnings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_shared_role_stays_and_not_its_copies_if_its_type_is_written_last()
    {
        const string Last = "  S:\n    Properties: {AssumeRolePolicyDocument: {}}\n    Type: AWS::IAM::Role\n";
        var text = "Resources:\n" + Last + Function("A", "!GetAtt S.Arn\n      VpcConfig: {}") + Function("B", "!GetAtt S.Arn");
        var patched = Mending.Patched(text, Mending.Plan(text));
        Assert.StartsWith("Resources:\n  S:\n    DeletionPolicy: Retain\n", patched, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(patched, " DeletionPolicy: Retain"));
    }

    [Theory]
    [InlineData("DeletionPolicy: Delete", "set DeletionPolicy: Retain first")]
    [InlineData("DeletionPolicy: RetainExceptOnCreate", "stays in the account")]
    [InlineData("UpdateReplacePolicy: Delete", "set DeletionPolicy: Retain first")]
    public void A_deletion_policy_that_the_shared_role_has_is_not_changed(string policy, string warning)
    {
        var text = "Resources:\n" + Role.Replace("AWS::IAM::Role\n", $"AWS::IAM::Role\n    {policy}\n", StringComparison.Ordinal)
            + Function("A", "!GetAtt Shared.Arn\n      VpcConfig: {}") + Function("B", "!GetAtt Shared.Arn");
        var step = Mending.Plan(text)[0];
        Assert.Contains(warning, Assert.Single(step.Warnings).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(step.Edits, edit => edit.AppliesOnce);
    }

    [Fact]
    public void The_shared_role_stays_in_JSON_on_one_line_too()
    {
        const string Json = """
            {"Resources":{"S":{"Type":"AWS::IAM::Role","Properties":{"AssumeRolePolicyDocument":{}}},"A":{"Type":"AWS::Lambda::Function","Properties":{"Role":{"Fn::GetAtt":["S","Arn"]},"VpcConfig":{}}},"B":{"Type":"AWS::Lambda::Function","Properties":{"Role":{"Fn::GetAtt":["S","Arn"]}}}}}
            """;
        Assert.Contains(
            """{"S":{"Type":"AWS::IAM::Role","DeletionPolicy":"Retain","UpdateReplacePolicy":"Retain","Properties":""", Mending.Patch(Json),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_role_that_a_function_keeps_is_not_unused()
    {
        var text = "Resources:\n" + Role + Function("A", "!GetAtt Shared.Arn") + Function("B", "!GetAtt Shared.Arn");
        var steps = Mending.Plan(text, new() { Keeps = function => function.FunctionName == "A" });
        Assert.Equal("B", Assert.Single(steps).FunctionName);
        Assert.Empty(steps[0].Warnings);
        Assert.Equal("A", Assert.Single(Mending.Plan(text, new() { Selects = function => function.FunctionName == "A" })).FunctionName);
    }

    [Fact]
    public void A_new_logical_id_is_unused()
    {
        var text = "Parameters:\n  ARole2: {Type: String}\nResources:\n" + Role + Function("A", "!GetAtt Shared.Arn")
            + Function("B", "!GetAtt Shared.Arn") + "  ARole:\n    Type: AWS::SNS::Topic\n";
        Assert.Equal(["ARole3", "BRole"], Mending.Plan(text).Select(step => step.TargetRole));
    }

    internal static LambdaTemplateRepairStep Blocked(string text)
    {
        var step = Mending.Plan(text)[0];
        Assert.False(step.CanApply);
        Assert.Empty(step.Edits);
        Assert.Null(step.TargetRole);
        Assert.NotNull(step.Snippet);
        Assert.NotEqual("Proven", step.Proof);
        return step;
    }

    internal static string Function(string name, string role) =>
        $"  {name}:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: python3.13\n      Role: {role}\n      Handler: a.b\n";
}
