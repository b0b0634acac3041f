using LambdaRoleAudit.Model;
using LambdaRoleAudit.Templates;

namespace LambdaRoleAudit.Tests.Core.Templates;

/// <summary>JSON, braces, anchors, merge keys, comments, block texts: the edits fit the form of the template.</summary>
public sealed class CloudFormationMenderFormTests
{
    private const StringComparison Ordinal = StringComparison.Ordinal;

    private const string Json = """
        {
          "Resources": {
            "A": {
              "Type": "AWS::Lambda::Function",
              "Properties": { "Role": { "Fn::GetAtt": ["Shared", "Arn"] }, "Runtime": "python3.13" }
            },
            "B": {
              "Type": "AWS::Lambda::Function",
              "DependsOn": ["P", "Shared"],
              "Properties": {
                "Role": {
                  "Fn::GetAtt": [
                    "Shared",
                    "Arn"
                  ]
                }
              }
            },
            "P": {
              "Type": "AWS::IAM::Policy",
              "Properties": {
                "Roles": [
                  {
                    "Ref": "Shared"
                  }
                ]
              }
            },
            "Shared": {
              "Type": "AWS::IAM::Role",
              "Properties": {
                "AssumeRolePolicyDocument": {},
                "RoleName": "shared"
              }
            }
          }
        }
        """;

    [Theory]
    [InlineData("  Shared: # for both\n    Type: AWS::IAM::Role # a role\n", "  ARole:\n    Type: AWS::IAM::Role # a role\n")]
    [InlineData("  Shared:   # for both\r\n    Type: AWS::IAM::Role\r\n", "  ARole:\r\n    Type: AWS::IAM::Role\r\n")]
    [InlineData("  Shared: &r # for both\n    Type: AWS::IAM::Role\n", "  ARole: \n    Type: AWS::IAM::Role\n")]
    [InlineData("  Shared: {Type: AWS::IAM::Role, Properties: {Path: '/ # x'}} # for both\n",
        "  ARole: {Type: AWS::IAM::Role, Properties: {Path: '/ # x'}}\n")]
    [InlineData("  Shared: { # for both\n    Type: AWS::IAM::Role, Properties: {Path: /}}\n",
        "  ARole: {\n    Type: AWS::IAM::Role, Prop")]
    [InlineData("  Shared: {Type: AWS::IAM::Role, # a role\n    Properties: {Path: /}}\n", "  ARole: {Type: AWS::IAM::Role, # a role\n")]
    public void A_comment_at_the_key_is_about_the_original(string role, string copy)
    {
        var end = role.Contains('\r', StringComparison.Ordinal) ? "\r\n" : "\n";
        var properties = role.Contains("Properties", StringComparison.Ordinal) ? "" : $"    Properties: {{Path: /}}{end}";
        var text = $"Resources:{end}{role}{properties}"
            + string.Concat("AB".Select(name =>
                $"  {name}:{end}    Type: AWS::Lambda::Function{end}    Properties:{end}      Role: !GetAtt Shared.Arn{end}"));
        var patched = Mending.Patch(text);
        Assert.Contains(copy, patched, StringComparison.Ordinal);
        Assert.Contains(role, patched, StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_keeps_its_indentation_and_its_commas() => Assert.Equal(
        Json.Replace("\"Shared\", \"Arn\"", "\"ARole\", \"Arn\"", StringComparison.Ordinal)
            .Replace("Function\",\n      \"Prop", "Function\",\n      \"DependsOn\": \"P\",\n      \"Prop", StringComparison.Ordinal)
            .Replace("\"Shared\",\n            \"Arn\"", "\"BRole\",\n            \"Arn\"", StringComparison.Ordinal)
            .Replace("[\"P\", \"Shared\"]", "[\"P\", \"BRole\"]", StringComparison.Ordinal)
            .Replace(
                "          {\n            \"Ref\": \"Shared\"\n          }\n",
                string.Join(",\n", new[] { "Shared", "ARole", "BRole" }.Select(
                    name => $"          {{\n            \"Ref\": \"{name}\"\n          }}")) + "\n", StringComparison.Ordinal)
            .Replace(Last + "\n", Last + Copy("ARole") + Copy("BRole") + "\n", StringComparison.Ordinal),
        Mending.Patch(Json.ReplaceLineEndings("\n")));

    private const string Last = "\"RoleName\": \"shared\"\n      }\n    }";

    private static string Copy(string name) => $",\n    \"{name}\": {{\n      \"Type\": \"AWS::IAM::Role\",\n"
        + "      \"Properties\": {\n        \"AssumeRolePolicyDocument\": {}\n      }\n    }";

    [Fact]
    public void JSON_on_one_line_stays_on_one_line()
    {
        const string Role = """{"Type":"AWS::IAM::Role","Properties":{"RoleName":"s","Path":"/"}}""";
        const string Own = """{"Type":"AWS::IAM::Role","Properties":{"Path":"/"}}""";
        const string OnCondition = """{"Type":"AWS::IAM::Role","Condition":"C","Properties":{"Path":"/"}}""";
        const string A = """{"Type":"AWS::Lambda::Function","Condition":"C","Properties":{"Role":{"Fn::GetAtt":"Shared.Arn"}}}""";
        const string B = """{"Type":"AWS::Lambda::Function","Properties":{"Role":{"Fn::Sub":"${Shared.Arn}"}}}""";
        var ownA = A.Replace("Shared", "ARole", StringComparison.Ordinal);
        var ownB = B.Replace("Shared", "BRole", StringComparison.Ordinal);
        Assert.Equal(
            "{\"Resources\":{" + $"\"Shared\":{Role},\"ARole\":{OnCondition},\"BRole\":{Own},\"A\":{ownA},\"B\":{ownB}" + "}}",
            Mending.Patch("{\"Resources\":{" + $"\"Shared\":{Role},\"A\":{A},\"B\":{B}" + "}}"));
    }

    [Fact]
    public void Braces_in_YAML_get_entries_in_braces()
    {
        const string Text = """
            Resources: {
              Shared: {Type: AWS::IAM::Role, Properties: {RoleName: s, Path: /}}, # first
              A: {Type: AWS::Lambda::Function, Condition: C, Properties: {Role: !GetAtt Shared.Arn}},
              B: {Type: AWS::Lambda::Function, Properties: {<<: {Role: !GetAtt Shared.Arn}, Runtime: x}}
            }

            """;
        Assert.Equal("""
            Resources: {
              Shared: {Type: AWS::IAM::Role, Properties: {RoleName: s, Path: /}},
              ARole: {Type: AWS::IAM::Role, Condition: C, Properties: {Path: /}},
              BRole: {Type: AWS::IAM::Role, Properties: {Path: /}}, # first
              A: {Type: AWS::Lambda::Function, Condition: C, Properties: {Role: !GetAtt ARole.Arn}},
              B: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt BRole.Arn, <<: {Role: !GetAtt Shared.Arn}, Runtime: x}}
            }

            """.ReplaceLineEndings("\n"), Mending.Patch(Text.ReplaceLineEndings("\n")));
    }

    [Fact]
    public void A_role_from_a_merge_key_or_an_alias_is_overridden_at_the_function()
    {
        const string Text = """
            Metadata:
              Defaults: &defaults
                Role: &role !GetAtt Shared.Arn
                Runtime: python3.13
            Resources:
              Shared:
                Type: AWS::IAM::Role
                Properties: {Path: /}
              A:
                Type: AWS::Lambda::Function
                Properties:
                  <<: *defaults
                  Handler: a.b
              B:
                Type: AWS::Lambda::Function
                Properties:
                  Role: *role # theirs

            """;
        Assert.Equal(
            Text.Replace("      <<: *defaults\n", "      Role: !GetAtt ARole.Arn\n      <<: *defaults\n", StringComparison.Ordinal)
                .Replace("Role: *role # theirs", "Role: !GetAtt BRole.Arn # theirs", StringComparison.Ordinal)
                .Replace(
                    "    Properties: {Path: /}\n",
                    "    Properties: {Path: /}\n  ARole:\n    Type: AWS::IAM::Role\n    Properties: {Path: /}\n"
                    + "  BRole:\n    Type: AWS::IAM::Role\n    Properties: {Path: /}\n", StringComparison.Ordinal),
            Mending.Patch(Text));
    }

    [Theory]
    [InlineData("    Properties: &p\n      Role: !GetAtt Shared.Arn\n", "    Properties: *p\n")]
    [InlineData("    Properties: &p\n      Role: !GetAtt Shared.Arn\n", "    Properties:\n      <<: *p\n")]
    [InlineData("    Properties:\n      Role: &p !GetAtt Shared.Arn\n", "    Properties:\n      Role: *p\n")]
    [InlineData("    Properties: &p\n      Runtime: x\n      <<: {Role: !GetAtt Shared.Arn}\n", "    Properties:\n      <<: *p\n")]
    public void A_value_that_an_anchor_shares_is_never_changed_there(string first, string second)
    {
        var text = "Resources:\n  Shared:\n    Type: AWS::IAM::Role\n    Properties: {Path: /}\n  A:\n    Type: AWS::Lambda::Function\n"
            + first + "  B:\n    Type: AWS::Lambda::Function\n" + second;
        var steps = Mending.Plan(text);
        Assert.Equal("ValueFromAlias", steps[0].Blockers.Single().Id);
        // The others that can be overridden are.
        var patched = Mending.Stack(Mending.Patched(text, steps));
        Assert.Equal("Shared", patched.Functions[0].Roles[0].RoleAddress);
        Assert.Equal(steps[1].CanApply ? "BRole" : "Shared", patched.Functions[1].Roles[0].RoleAddress);
        Assert.Equal(!second.Contains("Properties: *p", StringComparison.Ordinal), steps[1].CanApply);
    }

    [Fact]
    public void An_anchor_is_not_copied_and_an_alias_still_names_it()
    {
        const string Text = """
            Resources:
              Shared: &role
                Type: AWS::IAM::Role
                Properties:
                  RoleName: &name shared
                  Path: &path /
                  Description: *path
                  AssumeRolePolicyDocument: &trust
                    Statement: &s [1]
                  Tags:
                    - Key: &k a
                      Value: *name
              A:
                Type: AWS::Lambda::Function
                Properties: {Role: !GetAtt Shared.Arn}
              B:
                Type: AWS::Lambda::Function
                Properties: {Role: !GetAtt Shared.Arn, T: *trust}

            """;
        var patched = Mending.Patch(Text);
        Assert.Contains("""
              ARole:
                Type: AWS::IAM::Role
                Properties:
                  Path: /
                  Description: *path
                  AssumeRolePolicyDocument:
                    Statement: [1]
                  Tags:
                    - Key: a
                      Value: *name
              BRole:
            """, patched, StringComparison.Ordinal);
        // A part that differs in the copy cannot be an alias in it.
        var merged = Text.Replace("      RoleName: &name shared\n", "      <<: *q\n", StringComparison.Ordinal)
            .Replace("Resources:", "Metadata: {q: &q {RoleName: x}}\nResources:", StringComparison.Ordinal)
            .Replace("*name", "x", StringComparison.Ordinal);
        Assert.Equal("ValueFromAlias", CloudFormationMenderTests.Blocked(merged).Blockers.Single().Id);
        var whole = Text.Replace("  Shared: &role\n    Type", "  Shared:\n    Type", StringComparison.Ordinal)
            .Replace(
                "    Properties:\n      RoleName", "    Properties: *props\n  X:\n    Properties: &props\n      RoleName",
                StringComparison.Ordinal);
        whole = whole.Replace("  Shared:\n    Type: AWS::IAM::Role\n    Properties: *props\n", "", StringComparison.Ordinal)
            .Replace("  A:\n", "  Shared:\n    Type: AWS::IAM::Role\n    Properties: *props\n  A:\n", StringComparison.Ordinal);
        Assert.Equal("ValueFromAlias", CloudFormationMenderTests.Blocked(whole).Blockers.Single().Id);
    }

    [Fact]
    public void Block_texts_and_comments_after_the_role_stay_with_it()
    {
        const string Text = "Resources:\r\n  A:\r\n    Type: AWS::Lambda::Function\r\n    Properties:\r\n      Role: !GetAtt Shared.Arn\r\n"
            + "  B:\r\n    Type: AWS::Lambda::Function\r\n    Properties:\r\n      Role: !GetAtt Shared.Arn\r\n"
            + "  Shared:\r\n    Type: AWS::IAM::Role\r\n    Properties:\r\n      Description: |+\r\n        one\r\n\r\n\r\n"
            + "      RoleName: s\r\n      Path: |\r\n        /\r\n      # of Shared\r\n    # too\r\n  # of Next\r\n  Next:\r\n    Type: X";
        var patched = Mending.Patch(Text);
        Assert.Contains(
            "        /\r\n      # of Shared\r\n    # too\r\n  ARole:\r\n    Type: AWS::IAM::Role\r\n    Properties:\r\n"
            + "      Description: |+\r\n        one\r\n\r\n\r\n      Path: |\r\n        /\r\n  BRole:", patched, StringComparison.Ordinal);
        Assert.EndsWith("      Path: |\r\n        /\r\n  # of Next\r\n  Next:\r\n    Type: X", patched, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', patched.Replace("\r\n", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("|+")]
    [InlineData(">+")]
    [InlineData("|2+")]
    [InlineData("|")]
    public void A_block_text_at_the_end_of_the_role_keeps_its_lines(string style)
    {
        var text = $"Resources:\n  Shared:\n    Type: AWS::IAM::Role\n    Properties:\n      Description: {style}\n        one\n\n\n"
            + CloudFormationMenderTests.Function("A", "!GetAtt Shared.Arn") + CloudFormationMenderTests.Function("B", "!GetAtt Shared.Arn");
        var roles = Mending.Stack(Mending.Patch(text)).Roles;
        Assert.Equal(3, roles.Count);
        var kept = ((ScalarNode)((MappingNode)Mending.Stack(text).Roles[0].Node!["Properties"]!)["Description"]!).Value;
        Assert.All(roles, role => Assert.Equal(kept, ((ScalarNode)((MappingNode)role.Node!["Properties"]!)["Description"]!).Value));
    }

    [Fact]
    public void The_last_role_of_a_file_without_a_last_line_end()
    {
        const string Text = "Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties: {Role: !GetAtt Shared.Arn}\n"
            + "  B:\n    Type: AWS::Lambda::Function\n    Properties: {Role: !GetAtt Shared.Arn}\n"
            + "  Shared:\n    Type: AWS::IAM::Role\n    Properties:\n      Path: /\n      RoleName: s # the end";
        Assert.EndsWith(
            "      RoleName: s # the end\n  ARole:\n    Type: AWS::IAM::Role\n    Properties:\n      Path: /\n  BRole:\n"
            + "    Type: AWS::IAM::Role\n    Properties:\n      Path: /", Mending.Patch(Text), StringComparison.Ordinal);
    }

    [Fact]
    public void A_copied_policy_of_the_role_itself_names_the_new_role()
    {
        const string Text = "Resources:\n  Shared:\n    Type: AWS::IAM::Role\n    Properties: {Path: /}\n"
            + "  R:\n    Type: AWS::IAM::RolePolicy\n    Properties:\n      RoleName:\n        Ref: Shared\n"
            + "      PolicyDocument: {Statement: [{Action: 'sts:AssumeRole', Resource: !Sub '${Shared.Arn}'}]}\n"
            + "  A:\n    Type: AWS::Lambda::Function\n    Properties: {Role: !GetAtt Shared.Arn}\n"
            + "  B:\n    Type: AWS::Lambda::Function\n    Properties: {Role: !GetAtt Shared.Arn}\n";
        var steps = Mending.Plan(Text);
        Assert.Contains(
            "      RoleName:\n        Ref: ARole\n      PolicyDocument: {Statement: [{Action: 'sts:AssumeRole', "
            + "Resource: !Sub '${ARole.Arn}'}]}\n",
            Mending.Patch(Text), StringComparison.Ordinal);
        Assert.Equal(("Unknown", true), (steps[0].Proof, steps[0].ProofReason?.Contains("names Shared itself", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_tag_and_an_anchor_with_several_spaces()
    {
        const string Text = "Resources:\n  Shared:\n    Type: AWS::IAM::Role\n    Properties:\n      Path: &p  \"/\"\n      Tags: [&t a]\n"
            + "  A:\n    Type: AWS::Lambda::Function\n    Properties: {Role: !GetAtt   [Shared, Arn]}\n"
            + "  B:\n    Type: AWS::Lambda::Function\n    Properties: {Role: !GetAtt  \"Shared.Arn\" }\n";
        var patched = Mending.Patch(Text);
        Assert.Contains("  ARole:\n    Type: AWS::IAM::Role\n    Properties:\n      Path: \"/\"\n      Tags: [a]\n", patched, Ordinal);
        Assert.Contains("{Role: !GetAtt   [ARole, Arn]}", patched, Ordinal);
        Assert.Contains("{Role: !GetAtt  \"BRole.Arn\" }", patched, Ordinal);
    }

    [Theory]
    [InlineData("  ? Shared\n  : Type: AWS::IAM::Role\n    Properties: {Path: /}\n")]
    [InlineData("  &k Shared:\n    Type: AWS::IAM::Role\n    Properties: {Path: /}\n")]
    public void A_key_in_an_unusual_form_is_blocked(string role)
    {
        var text = "Resources:\n" + role + CloudFormationMenderTests.Function("A", "!GetAtt Shared.Arn")
            + CloudFormationMenderTests.Function("B", "!GetAtt Shared.Arn");
        Assert.Equal("PlaceUnusual", CloudFormationMenderTests.Blocked(text).Blockers.Single().Id);
    }
}
