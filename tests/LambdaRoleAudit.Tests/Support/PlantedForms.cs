using System.Text.Json.Nodes;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Roles;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>A way in which a defect can be there, and the same without it.</summary>
public sealed record PlantedForm(string Name, Action<Plant> Defect, Action<Plant> Clean);

/// <summary>The forms that each rule's defect takes.</summary>
public static class PlantedForms
{
    private const string A = Plant.Account;
    private const string Self = Plant.RoleArn;
    private const string R = Plant.Region;

    private static readonly object Own = new { StringEquals = new Dictionary<string, string> { ["aws:PrincipalAccount"] = A } };
    private static readonly object Foreign = new
    {
        StringEquals = new Dictionary<string, string> { ["aws:PrincipalAccount"] = "999999999999" }
    };

    public static IEnumerable<PlantedForm> Of(string ruleId) => ruleId switch
    {
        "Lambda-006" => Shared(),
        "LRA-101" => Trust(),
        "LRA-102" => OthersTrusted(),
        "LRA-103" => Profiles(),
        "LRA-104" => RoleManagers(),
        "LRA-201" => Written(Administrators()),
        "LRA-202" => Written(Escalations()).Concat(EscalationsOfTheirOwn()),
        "LRA-203" => Written(Broad()),
        "LRA-204" => NotActions(),
        "LRA-205" => Managed(),
        "LRA-206" => Triggers(),
        "LRA-301" => Missing(),
        "LRA-302" => Deputies(),
        _ => Dangling(),
    };

    private static IEnumerable<PlantedForm> Shared()
    {
        foreach (var (region, name) in new[] { (R, "b"), ("us-east-1", "b"), ("us-east-1", "planted"), ("ap-southeast-2", "other") })
        {
            yield return new(
                $"a function in {region} named {name}", plant => plant.Others.Add(Plant.Function(region, name, Self)),
                plant => plant.Others.Add(Plant.Function(region, name, $"arn:aws:iam::{A}:role/{name}-role")));
            yield return new($"only a version of {name} in {region}", plant =>
            {
                plant.Others.Add(Plant.Function(region, $"{name}2", $"arn:aws:iam::{A}:role/moved-role"));
                plant.Others.Add(Plant.Function(region, $"{name}2", Self, "3"));
            }, plant => plant.Others.Add(Plant.Function(R, "planted", Self, "3")));
            yield return new(
                $"in other letters, {name} in {region}",
                plant =>
                    plant.Others.Add(Plant.Function(
                        region, $"{name}3", Self.Replace("planted-role", "Planted-Role", StringComparison.Ordinal))),
                plant => plant.Others.Add(Plant.Function(region, $"{name}3", $"{Self}-2")));
            yield return new($"three on it, {name} in {region}", plant =>
            {
                plant.Others.Add(Plant.Function(region, $"{name}4", Self));
                plant.Others.Add(Plant.Function("eu-north-1", $"{name}5", Self));
            }, plant =>
            {
                plant.Others.Add(Plant.Function(R, "planted", Self, "1"));
                plant.Others.Add(Plant.Function(R, "planted", Self, "2"));
            });
            yield return new($"a long list, {name} in {region}", plant =>
            {
                for (var i = 0; i < 12; i++) plant.Others.Add(Plant.Function(region, $"{name}-{i}", Self));
            }, plant =>
            {
                for (var i = 0; i < 12; i++) plant.Others.Add(Plant.Function(region, $"{name}-{i}", $"arn:aws:iam::{A}:role/{name}-{i}"));
            });
        }
    }

    private static IEnumerable<PlantedForm> Trust()
    {
        const string lambda = """{"Service":"lambda.amazonaws.com"}""";
        static string Doc(string principal, string action = "\"sts:AssumeRole\"", string more = "", string effect = "Allow") =>
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"{{effect}}","Principal":{{principal}},"Action":{{action}}{{more}}}]}""";
        yield return new("gone", plant => plant.Exists = false, _ => { });
        foreach (var service in new[]
        {
            "ec2.amazonaws.com",
            "edgelambda.amazonaws.com",
            "ecs-tasks.amazonaws.com",
            "states.amazonaws.com",
            "lambda.amazonaws.com.cn",
            "lambda.amazonaws",
            "Lambda.amazonaws.com",
            "lambda.us-east-1.amazonaws.com"
        })
            yield return new(
                $"trusts {service} only", plant => plant.Trust = Doc($$"""{"Service":"{{service}}"}"""),
                plant => plant.Trust = Doc($$"""{"Service":["{{service}}","lambda.amazonaws.com"]}"""));
        foreach (var action in new[]
        {
            "\"sts:TagSession\"",
            "\"sts:AssumeRoleWithSAML\"",
            "\"sts:AssumeRoleWithWebIdentity\"",
            "[\"sts:SetSourceIdentity\"]",
            "\"sts:Get*\""
        })
            yield return new(
                $"lets Lambda {action} only", plant => plant.Trust = Doc(lambda, action),
                plant => plant.Trust = Doc(lambda, $"[\"sts:assumerole\",{action.Trim('[', ']')}]"));
        foreach (var principal in new[]
        {
            $$"""{"AWS":"arn:aws:iam::{{A}}:root"}""",
            """{"Federated":"cognito-identity.amazonaws.com"}""",
            """{"AWS":"lambda.amazonaws.com"}"""
        })
            yield return new($"trusts {principal}", plant => plant.Trust = Doc(principal), plant => plant.Trust = Doc(lambda));
        yield return new("denies Lambda besides",
            plant =>
                plant.Trust =
                    $$"""{"Statement":[{"Effect":"Allow","Principal":{{lambda}},"Action":"sts:AssumeRole"},{"Effect":"Deny","Principal":{{lambda}},"Action":"sts:*"}]}""",
                plant =>
                    plant.Trust =
                        $$"""{"Statement":[{"Effect":"Allow","Principal":{{lambda}},"Action":"sts:AssumeRole"},{"Effect":"Deny","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:*"}]}""");
        yield return new(
            "denies everyone",
            plant =>
                plant.Trust =
                    $$"""{"Statement":[{"Effect":"Allow","Principal":{{lambda}},"Action":"sts:AssumeRole"},{"Effect":"Deny","Principal":"*","Action":"sts:AssumeRole"}]}""", plant => plant.Trust = Doc(lambda, "\"sts:*\""));
        yield return new("deny only", plant => plant.Trust = Doc(lambda, effect: "Deny"), plant => plant.Trust = Doc(lambda, "\"*\""));
        yield return new(
            "no statement", plant => plant.Trust = """{"Version":"2012-10-17","Statement":[]}""", plant => plant.Trust = Doc("\"*\""));
    }

    private static IEnumerable<PlantedForm> OthersTrusted()
    {
        static string Doc(string principal, string more = "", string also = "", string action = "sts:AssumeRole") =>
            $$$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"},{"Effect":"Allow",{{{principal}}},"Action":"{{{action}}}"{{{more}}}}{{{also}}}]}""";
        static string Denied(string principal) => $$""",{"Effect":"Deny",{{principal}},"Action":"sts:*"}""";
        var principals = new[]
        {
            "\"Principal\":\"*\"", "\"Principal\":{\"AWS\":\"*\"}", "\"Principal\":{\"AWS\":[\"*\"]}",
            "\"Principal\":{\"AWS\":\"999999999999\"}", "\"Principal\":{\"AWS\":\"arn:aws:iam::999999999999:root\"}",
            "\"Principal\":{\"AWS\":\"arn:aws:iam::999999999999:role/partner\"}",
            "\"Principal\":{\"AWS\":\"arn:aws:iam::999999999999:user/x\"}", $"\"Principal\":{{\"AWS\":\"{A}\"}}",
            $"\"Principal\":{{\"AWS\":\"arn:aws:iam::{A}:root\"}}",
            $"\"Principal\":{{\"AWS\":\"arn:aws:iam::{A}:role/admin\"}}", $"\"Principal\":{{\"AWS\":\"arn:aws:iam::{A}:user/dev\"}}",
            "\"Principal\":{\"Service\":\"ec2.amazonaws.com\"}", "\"Principal\":{\"Service\":\"apigateway.amazonaws.com\"}",
            "\"Principal\":{\"Service\":[\"lambda.amazonaws.com\",\"states.amazonaws.com\"]}",
            "\"Principal\":{\"Service\":\"ecs-tasks.amazonaws.com\"}", "\"Principal\":{\"Service\":\"cloudformation.amazonaws.com\"}",
            "\"Principal\":{\"Service\":\"ec2.amazonaws.com\",\"AWS\":\"arn:aws:iam::999999999999:root\"}",
        };
        foreach (var principal in principals)
        {
            // A deny of Lambda besides would be another defect: the twin denies those whom the defect lets in.
            var deny = principal.Contains("lambda.amazonaws.com", StringComparison.Ordinal)
                ? "\"Principal\":{\"Service\":\"states.amazonaws.com\"}"
                : principal;
            yield return new(principal, plant => plant.Trust = Doc(principal), plant => plant.Trust = Doc(principal, also: Denied(deny)));
        }

        yield return new(
            "federated",
            plant => plant.Trust = Doc("\"Principal\":{\"Federated\":\"accounts.google.com\"}", action: "sts:AssumeRoleWithWebIdentity"),
            plant => plant.Trust = Doc("\"Principal\":{\"Federated\":\"accounts.google.com\"}", action: "sts:TagSession"));
        yield return new(
            "federated by SAML",
            plant =>
                plant.Trust =
                    Doc($"\"Principal\":{{\"Federated\":\"arn:aws:iam::{A}:saml-provider/x\"}}", action: "sts:AssumeRoleWithSAML"),
            plant => plant.Trust = Doc("\"Principal\":{\"Service\":\"edgelambda.amazonaws.com\"}"));
        yield return new(
            "by a wildcard in the action",
            plant => plant.Trust = Doc("\"Principal\":{\"Service\":\"ec2.amazonaws.com\"}", action: "STS:Assume*"),
            plant => plant.Trust = Doc("\"Principal\":{\"AWS\":\"AROAEXAMPLEEXAMPLE123\"}"));
        yield return new(
            "all but one", plant => plant.Trust = Doc("\"NotPrincipal\":{\"AWS\":\"arn:aws:iam::999999999999:root\"}"),
            plant => plant.Trust = Doc("\"Principal\":{\"AWS\":\"AIDAEXAMPLEEXAMPLE123\"}"));
        yield return new(
            "the deny is of another",
            plant =>
                plant.Trust = Doc(
                    "\"Principal\":{\"Service\":\"ec2.amazonaws.com\"}", also: Denied("\"Principal\":{\"Service\":\"ecs.amazonaws.com\"}")),
            plant => plant.Trust = TrustPolicies.ForAccount(A));
    }

    private static IEnumerable<PlantedForm> RoleManagers()
    {
        foreach (var partition in new[] { "aws", "aws-us-gov", "aws-cn", "aws-iso" })
        {
            for (var version = 1; version <= 5; version++)
            {
                var template = $"arn:{partition}:iam::aws:role-template/iam.amazonaws.com/";
                var number = version;
                yield return new($"{partition}, version {number}",
                    plant => plant.Template = new SourceRoleTemplate($"{template}PowerUserRoleTemplate:{number}", number - 1),
                    plant =>
                        plant.Template = number == 1
                            ? null
                            : new SourceRoleTemplate(
                                $"{template}{(number % 2 == 0 ? "ReadBucketRoleTemplate" : "NotThePowerUserRoleTemplate")}:{number}",
                                null));
            }
        }
    }

    private static IEnumerable<PlantedForm> Profiles() => Enumerable.Range(1, 20).Select(count => new PlantedForm(
        $"{count} profiles", plant => plant.InstanceProfiles = [.. Enumerable.Range(1, count).Select(number => $"profile-{number}")],
        plant => plant.OtherRoles.Add(Plant.OtherRole("i", TrustPolicies.Lambda) with { InstanceProfiles = ["p"] })))
        .Select(form => form with { Clean = plant => plant.InstanceProfiles = [] });

    /// <summary>A defect as statements, with statements that take it away again.</summary>
    private sealed record WrittenDefect(string Name, JsonObject[] Allows, JsonObject[] Denies, JsonObject[]? Narrow = null);

    /// <summary>Each defect in the ways that the policy language has of writing it.</summary>
    private static IEnumerable<PlantedForm> Written(IEnumerable<WrittenDefect> defects)
    {
        foreach (var (defect, index) in defects.Select((defect, index) => (defect, index)))
        {
            var ways = Ways().ToList();
            // A few ways each, so that all ways meet many defects.
            foreach (var (name, write) in Enumerable.Range(0, 5).Select(step => ways[(index + (step * 3)) % ways.Count])
                .DistinctBy(way => way.Name))
            {
                yield return new($"{defect.Name}, {name}", plant => write(plant, defect.Allows), plant =>
                {
                    write(plant, defect.Allows);
                    foreach (var deny in defect.Denies) plant.Statements.Add((JsonObject)deny.DeepClone());
                });
                if (defect.Narrow is { } narrow)
                    yield return new(
                        $"{defect.Name}, {name}, narrowed", plant => write(plant, defect.Allows), plant => write(plant, narrow));
            }

            yield return new($"{defect.Name}, under a boundary", plant =>
            {
                Plain(plant, defect.Allows);
                plant.Boundary = Plant.Document([.. defect.Allows, Plant.Statement("Allow", "polly:*", "*")]);
            }, plant =>
            {
                Plain(plant, defect.Allows);
                plant.Boundary = Plant.Document(Plant.Statement("Allow", "polly:*", "*"));
            });
            yield return new(
                $"{defect.Name}, under a condition", plant => Plain(plant, With(defect.Allows, Own)),
                plant => Plain(plant, With(defect.Allows, Foreign)));
        }
    }

    private static IEnumerable<(string Name, Action<Plant, JsonObject[]> Write)> Ways()
    {
        yield return ("plain", Plain);
        yield return ("upper case", (plant, all) => Plain(plant, Actions(all, action => action.ToUpperInvariant())));
        yield return ("mixed case",
            (plant, all) =>
                Plain(
                    plant,
                    Actions(
                        all,
                        action =>
                            string.Concat(action.Select((c, i) => i % 2 == 0 ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c))))));
        yield return ("in an attached policy",
            (plant, all) => plant.Policies.Add(new RolePolicy("own", $"arn:aws:iam::{A}:policy/own", Plant.Document(all))));
        yield return ("one policy a statement",
            (plant, all) =>
                plant.Policies.AddRange(all.Select((statement, i) => new RolePolicy($"own-{i}", null, Plant.Document(statement)))));
        yield return ("one statement an action", (plant, all) => Plain(plant, [.. all.SelectMany(Split)]));
        yield return ("twice", (plant, all) => Plain(plant, [.. all, .. all]));
        yield return ("backwards", (plant, all) => Plain(plant, [.. all.Reverse()]));
        yield return ("percent-encoded",
            (plant, all) => plant.Policies.Add(new RolePolicy("encoded", null, Uri.EscapeDataString(Plant.Document(all)))));
        yield return ("beside a deny of something else", (plant, all) =>
        {
            Plain(plant, all);
            plant.Deny("polly:*", "*");
        }
        );
        yield return ("beside a deny that never holds", (plant, all) =>
        {
            Plain(plant, all);
            plant.Deny("*", "*", Foreign);
        }
        );
        yield return ("with Sids", (plant, all) => Plain(plant, [.. all.Select((statement, i) =>
        {
            var copy = (JsonObject)statement.DeepClone();
            copy["Sid"] = $"S{i}";
            return copy;
        })]));
        yield return ("in an old version's document",
            (plant, all) =>
                plant.Policies.Add(
                    new RolePolicy("old", null, Plant.Document(all).Replace("2012-10-17", "2008-10-17", StringComparison.Ordinal))));
    }

    private static void Plain(Plant plant, JsonObject[] statements)
    {
        foreach (var statement in statements) plant.Statements.Add((JsonObject)statement.DeepClone());
    }

    private static JsonObject[] With(JsonObject[] statements, object condition) => [.. statements.Select(statement =>
    {
        var copy = (JsonObject)statement.DeepClone();
        copy["Condition"] = System.Text.Json.JsonSerializer.SerializeToNode(condition);
        return copy;
    })];

    private static JsonObject[] Actions(JsonObject[] statements, Func<string, string> change) => [.. statements.Select(statement =>
    {
        var copy = (JsonObject)statement.DeepClone();
        foreach (var name in new[] { "Action", "NotAction" })
            if (copy[name] is { } actions)
                copy[name] = actions is JsonArray list
                    ? new JsonArray([.. list.Select(action => (JsonNode?)change((string)action!))])
                    : change((string)actions!);
        return copy;
    })];

    private static IEnumerable<JsonObject> Split(JsonObject statement)
    {
        if (statement["Action"] is not JsonArray list) return [statement];
        return list.Select(action =>
        {
            var copy = (JsonObject)statement.DeepClone();
            copy["Action"] = (string)action!;
            return copy;
        });
    }

    private static JsonObject Allow(object actions, object? resources = null, bool notAction = false, bool notResource = false) =>
        Plant.Statement("Allow", actions, resources ?? "*", null, notAction, notResource);

    private static JsonObject Deny(object actions, object? resources = null, bool notAction = false, bool notResource = false) =>
        Plant.Statement("Deny", actions, resources ?? "*", null, notAction, notResource);

    private static IEnumerable<WrittenDefect> Administrators()
    {
        // Whatever else is allowed, a role that may not touch IAM cannot lift what it is denied.
        var noIam = new[] { Deny("iam:*") };
        yield return new("*", [Allow("*")], noIam);
        yield return new("*:*", [Allow("*:*")], [Deny(new[] { "iam:*", "s3:DeleteBucket" })]);
        yield return new("NotAction and its rest", [Allow("iam:*", notAction: true), Allow("iam:*")], noIam);
        yield return new(
            "NotResource and its rest", [Allow("*", "arn:aws:s3:::vault*", notResource: true), Allow("*", "arn:aws:s3:::vault*")], noIam);
        yield return new("a list with * in it", [Allow(new[] { "s3:GetObject", "*" })], [Deny("s3:GetObject", notAction: true)]);
        yield return new("resources with * among them", [Allow("*", new[] { "arn:aws:s3:::b", "*" })], noIam);
        // All but a little, which it can lift.
        yield return new("all but to delete buckets", [Allow("*"), Deny("s3:DeleteBucket")], noIam);
        yield return new("all but one vault", [Allow("*"), Deny("s3:*", "arn:aws:s3:::vault/*")], noIam);
        yield return new("all but what it can attach to itself", [Allow("organizations:*", notAction: true)], noIam);
    }

    private static IEnumerable<WrittenDefect> Escalations()
    {
        foreach (var path in EscalationPaths.All)
        {
            var actions = path.Steps.Select(step => step.Action).ToArray();
            // Half of some paths on every role is a path of its own, on the role itself.
            var resource = path.Id is "iam-014" or "iam-017" or "iam-createrole-attach" or "iam-createrole-put"
                ? $"arn:aws:iam::{A}:role/other/*"
                : "*";
            yield return new(
                path.Id, [Allow(actions, resource)], [Deny(actions[^1])], path.Steps.Length > 1 ? [Allow(actions[..^1], resource)] : null);
        }
    }

    /// <summary>Where resources decide.</summary>
    private static IEnumerable<PlantedForm> EscalationsOfTheirOwn()
    {
        yield return new(
            "PutRolePolicy on itself by path", plant => plant.Allow("iam:PutRolePolicy", $"arn:aws:iam::{A}:role/app/*"),
            plant => plant.Allow("iam:PutRolePolicy", $"arn:aws:iam::{A}:role/other/*"));
        yield return new("PutRolePolicy on every role, the boundary on some", plant =>
        {
            plant.Allow("iam:PutRolePolicy", "*");
            plant.Boundary = Plant.Document(Allow("iam:Put*", $"arn:aws:iam::{A}:role/app/*"), Allow("logs:*"));
        }, plant =>
        {
            plant.Allow("iam:PutRolePolicy", "*");
            plant.Boundary = Plant.Document(Allow("iam:Put*", $"arn:aws:iam::{A}:role/other/*"), Allow("logs:*"));
        });
        yield return new(
            "AttachRolePolicy on itself by name", plant => plant.Allow("iam:AttachRolePolicy", Self),
            plant => plant.Allow("iam:AttachRolePolicy", $"arn:aws:iam::{A}:role/app/planted-role2"));
        yield return new("CreatePolicyVersion of its own policy", plant =>
        {
            plant.Policies.Add(new RolePolicy("mine", $"arn:aws:iam::{A}:policy/mine", Plant.Document(Allow("s3:GetObject"))));
            plant.Allow("iam:CreatePolicyVersion", $"arn:aws:iam::{A}:policy/mine");
        }, plant => plant.Allow("iam:CreatePolicyVersion", $"arn:aws:iam::{A}:policy/theirs"));
        yield return new(
            "AssumeRole of every role", plant => plant.Allow("sts:AssumeRole", $"arn:aws:iam::{A}:role/*"),
            plant => plant.Allow("sts:AssumeRole", $"arn:aws:iam::{A}:role/reader"));
        yield return new(
            "AssumeRole by prefix", plant => plant.Allow("sts:AssumeRole", "arn:aws:iam::*:role/*"),
            plant => plant.Allow("sts:AssumeRole", $"arn:aws:iam::{A}:role/read-*"));
        yield return new("PassRole to Lambda only", plant =>
        {
            plant.Allow(
                "iam:PassRole", "*",
                new { StringEquals = new Dictionary<string, string> { ["iam:PassedToService"] = "lambda.amazonaws.com" } });
            plant.Allow(new[] { "lambda:CreateFunction", "lambda:InvokeFunction" }, "*");
        }, plant =>
        {
            plant.Allow(
                "iam:PassRole", "*",
                new { StringEquals = new Dictionary<string, string> { ["iam:PassedToService"] = "states.amazonaws.com" } });
            plant.Allow(new[] { "lambda:CreateFunction", "lambda:InvokeFunction" }, "*");
        });
        yield return new("PassRole of another role", plant =>
        {
            plant.Allow("iam:PassRole", $"arn:aws:iam::{A}:role/deployer");
            plant.Allow("ec2:RunInstances", "*");
        }, plant =>
        {
            plant.Allow("iam:PassRole", Self);
            plant.Allow("ec2:RunInstances", "*");
        });
        yield return new(
            "code of another function", plant => plant.Allow("lambda:UpdateFunctionCode", $"arn:aws:lambda:*:{A}:function:*"),
            plant => plant.Allow("lambda:UpdateFunctionCode", Plant.FunctionArn));
        yield return new(
            "builds of any project", plant => plant.Allow("codebuild:StartBuild", $"arn:aws:codebuild:{R}:{A}:project/*"),
            plant => plant.Allow("codebuild:StartBuild", $"arn:aws:codebuild:{R}:{A}:project/site"));
        yield return new("the deny covers half of the roles", plant =>
        {
            plant.Allow("iam:UpdateAssumeRolePolicy", "*");
            plant.Deny("iam:UpdateAssumeRolePolicy", $"arn:aws:iam::{A}:role/admin*");
        }, plant =>
        {
            plant.Allow("iam:UpdateAssumeRolePolicy", $"arn:aws:iam::{A}:role/admin*");
            plant.Deny("iam:*", $"arn:aws:iam::{A}:role/admin*");
        });
    }

    private static IEnumerable<WrittenDefect> Broad()
    {
        foreach (var service in new[] { "s3", "dynamodb", "sqs", "sns", "secretsmanager", "kms", "ec2", "ssm", "logs", "events" })
            yield return new(
                $"{service}:*", [Allow($"{service}:*", $"arn:aws:{service}:{R}:{A}:x/y")], [Deny($"{service}:*")],
                [Allow($"{service}:Get*", $"arn:aws:{service}:{R}:{A}:x/y")]);
        yield return new(
            "letter by letter",
            [Allow("abcdefghijklmnopqrstuvwxyz".Select(letter => $"sqs:{letter}*").ToArray(), $"arn:aws:sqs:{R}:{A}:q")],
            [Deny("sqs:SendMessage")]);
        yield return new(
            "a wildcard in the service", [Allow("s?s:*", $"arn:aws:sqs:{R}:{A}:q")],
            [Deny(new[] { "sqs:SendMessage", "sns:Publish", "ses:SendEmail", "sms:*", "sts:*", "sus:*" })],
            [Allow("s?s:Send*", $"arn:aws:sqs:{R}:{A}:q")]);
        yield return new(
            "every table", [Allow(new[] { "dynamodb:PutItem", "dynamodb:GetItem" }, $"arn:aws:dynamodb:{R}:{A}:table/*")],
            [Deny("dynamodb:Put*")], [Allow("dynamodb:PutItem", $"arn:aws:dynamodb:{R}:{A}:table/orders-*")]);
        yield return new(
            "every object", [Allow("s3:PutObject", "arn:aws:s3:::*")], [Deny("s3:PutObject")],
            [Allow("s3:PutObject", "arn:aws:s3:::uploads/*")]);
        yield return new(
            "every queue", [Allow("sqs:SendMessage")], [Deny("sqs:*")], [Allow("sqs:SendMessage", $"arn:aws:sqs:{R}:{A}:jobs")]);
        yield return new(
            "every secret", [Allow("secretsmanager:PutSecretValue", $"arn:aws:secretsmanager:*:{A}:secret:*")],
            [Deny("secretsmanager:PutSecretValue")], [Allow("secretsmanager:GetSecretValue", "*")]);
        yield return new(
            "all objects but some", [Allow("s3:DeleteObject", "arn:aws:s3:::vault/*", notResource: true)], [Deny("s3:DeleteObject")]);
    }

    private static IEnumerable<PlantedForm> NotActions()
    {
        (string Name, JsonObject Statement)[] forms =
        [
            ("NotAction iam", Allow("iam:*", notAction: true)),
            ("NotAction list", Allow(new[] { "iam:*", "organizations:*", "account:*" }, notAction: true)),
            ("NotResource", Allow("s3:GetObject", "arn:aws:s3:::vault/*", notResource: true)),
            ("both", Allow("iam:*", "arn:aws:s3:::x", true, true)),
            ("NotAction on a bucket", Allow("s3:Delete*", "arn:aws:s3:::b/*", notAction: true)),
            ("NotAction of one", Allow("s3:GetObject", notAction: true)),
            ("NotResource on all actions", Allow("*", $"arn:aws:iam::{A}:*", notResource: true)),
        ];
        foreach (var (name, statement) in forms)
        {
            yield return new(name, plant => Plain(plant, [statement]), plant =>
            {
                Plain(plant, [statement]);
                plant.Deny("*", "*");
            });
            yield return new(
                $"{name}, conditioned", plant => Plain(plant, With([statement], Own)), plant => Plain(plant, With([statement], Foreign)));
            yield return new($"{name}, attached",
                plant => plant.Policies.Add(new RolePolicy("own", $"arn:aws:iam::{A}:policy/own", Plant.Document(statement))), plant =>
                {
                    var copy = (JsonObject)statement.DeepClone();
                    copy["Effect"] = "Deny";
                    Plain(plant, [copy]);
                });
            yield return new($"{name}, bounded", plant =>
            {
                Plain(plant, [statement]);
                plant.Boundary = Plant.Document(Allow("*"));
            }, plant =>
            {
                Plain(plant, [statement]);
                plant.Boundary = Plant.Document(Allow("logs:*", "arn:aws:logs:::none"), Deny("*"));
            });
        }
    }

    private static IEnumerable<PlantedForm> Managed()
    {
        string[] services = [
            "s3", "dynamodb", "sqs", "sns", "iam", "lambda", "kms", "ssm", "ec2", "rds", "logs", "events", "kinesis", "firehose", "states",
            "glue", "athena", "ecs", "ecr", "cloudwatch"];
        foreach (var service in services)
        {
            yield return new(
                $"{service} in full",
                plant => plant.Policies.Add(Aws($"{service}FullAccess", Allow($"{service}:*"), Allow("tag:GetResources"))),
                plant =>
                    plant.Policies.Add(Aws(
                        $"{service}ReadOnlyAccess", Allow(new[] { $"{service}:Get*", $"{service}:List*", $"{service}:Describe*" }))));
            yield return new($"{service} in full, and a deny that leaves it", plant =>
            {
                plant.Policies.Add(Aws($"{service}FullAccess", Allow($"{service}:*")));
                plant.Deny("polly:*", "*");
            }, plant =>
            {
                plant.Policies.Add(Aws($"{service}FullAccess", Allow($"{service}:*")));
                plant.Deny($"{service}:*", "*");
            });
        }

        yield return new(
            "everything but IAM", plant => plant.Policies.Add(Aws("PowerUserAccess", Allow("iam:*", notAction: true))),
            plant => plant.Policies.Add(Aws("AWSLambdaBasicExecutionRole", Allow(new[] { "logs:CreateLogStream", "logs:PutLogEvents" }))));
        yield return new(
            "a job's policy over many services",
            plant =>
                plant.Policies.Add(Aws(
                    "ReadOnlyAccess", Allow(services.Append("sts").Append("pricing").Select(service => $"{service}:Get*").ToArray()))),
            plant => plant.Policies.Add(Aws("AWSXRayDaemonWriteAccess", Allow("xray:PutTraceSegments"))));

        static RolePolicy Aws(string name, params JsonObject[] statements) =>
            new(name, $"arn:aws:iam::aws:policy/{name}", Plant.Document(statements));
    }

    private static IEnumerable<PlantedForm> Triggers()
    {
        (string Policy, string Source)[] triggers =
        [
            ("AWSLambdaSQSQueueExecutionRole", $"arn:aws:sqs:{R}:{A}:q"),
            ("AWSLambdaKinesisExecutionRole", $"arn:aws:kinesis:{R}:{A}:stream/s"),
            ("AWSLambdaDynamoDBExecutionRole", $"arn:aws:dynamodb:{R}:{A}:table/t/stream/1"),
            ("AWSLambdaMSKExecutionRole", $"arn:aws:kafka:{R}:{A}:cluster/c/1"),
        ];
        foreach (var (policy, source) in triggers)
        {
            void Attach(Plant plant) =>
                plant.Policies.Add(
                    new RolePolicy(policy, $"arn:aws:iam::aws:policy/service-role/{policy}", Plant.Document(Allow("logs:PutLogEvents"))));
            void Map(Plant plant, string arn, string? function = null) =>
                plant.Mappings.Add(new EventSourceMapping
                {
                    Uuid = Guid.NewGuid().ToString(), EventSourceArn = arn, State = "Enabled", FunctionArn = function
                });
            yield return new($"{policy} without a mapping", Attach, plant =>
            {
                Attach(plant);
                Map(plant, source);
            });
            yield return new($"{policy}, the mapping is another function's", plant =>
            {
                Attach(plant);
                Map(plant, source, $"arn:aws:lambda:{R}:{A}:function:other");
            }, plant =>
            {
                Attach(plant);
                Map(plant, source, $"{Plant.FunctionArn}:live");
            });
            foreach (var (_, other) in triggers.Where(trigger => trigger.Policy != policy))
            {
                yield return new($"{policy}, the mapping is of {other}", plant =>
                {
                    Attach(plant);
                    Map(plant, other);
                }, plant =>
                {
                    Attach(plant);
                    Map(plant, other);
                    Map(plant, source);
                });
            }
        }

        foreach (var policy in new[] { "AWSLambdaVPCAccessExecutionRole", "AWSLambdaENIManagementAccess" })
        {
            yield return new($"{policy} without a VPC",
                plant =>
                    plant.Policies.Add(
                        new RolePolicy(
                            policy, $"arn:aws:iam::aws:policy/service-role/{policy}", Plant.Document(Allow("ec2:CreateNetworkInterface")))),
                plant =>
                {
                    plant.Policies.Add(
                        new RolePolicy(
                            policy, $"arn:aws:iam::aws:policy/service-role/{policy}", Plant.Document(Allow("ec2:CreateNetworkInterface"))));
                    plant.Settings = detail => detail with { IsInVpc = true };
                });
        }
    }

    private static IEnumerable<PlantedForm> Missing()
    {
        (string Name, Action<Plant> Need, string[] Actions, string Resource)[] needs =
        [
            ("a VPC", plant => plant.Settings = detail => detail with { IsInVpc = true },
                ["ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface"], "*"),
            ("a queue", plant => Map(plant, $"arn:aws:sqs:{R}:{A}:q"),
                ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], $"arn:aws:sqs:{R}:{A}:q"),
            ("a stream", plant => Map(plant, $"arn:aws:kinesis:{R}:{A}:stream/s"),
                ["kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"], $"arn:aws:kinesis:{R}:{A}:stream/s"),
            ("a table's stream", plant => Map(plant, $"arn:aws:dynamodb:{R}:{A}:table/t/stream/1"),
                ["dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream"],
                $"arn:aws:dynamodb:{R}:{A}:table/t/stream/1"),
            ("a dead letter queue", plant => plant.Settings = detail => detail with { DeadLetterTargetArn = $"arn:aws:sqs:{R}:{A}:dead" },
                ["sqs:SendMessage"], $"arn:aws:sqs:{R}:{A}:dead"),
            ("a dead letter topic", plant => plant.Settings = detail => detail with { DeadLetterTargetArn = $"arn:aws:sns:{R}:{A}:dead" },
                ["sns:Publish"], $"arn:aws:sns:{R}:{A}:dead"),
            ("tracing", plant => plant.Settings = detail => detail with { TracingMode = "Active" },
                ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*"),
            ("a durable function", plant => plant.Settings = detail => detail with { IsDurable = true },
                ["lambda:CheckpointDurableExecution", "lambda:GetDurableExecutionState"], $"{Plant.FunctionArn}*"),
            ("logs", plant => plant.HasLogs = false, ["logs:CreateLogStream", "logs:PutLogEvents"],
                $"arn:aws:logs:{R}:{A}:log-group:/aws/lambda/planted:*"),
            ("a file system",
                plant =>
                    plant.Settings = detail => detail with { FileSystemArns = [$"arn:aws:elasticfilesystem:{R}:{A}:access-point/fsap-1"] },
                ["elasticfilesystem:ClientMount"], $"arn:aws:elasticfilesystem:{R}:{A}:file-system/*"),
        ];
        foreach (var (name, need, actions, resource) in needs)
        {
            void Grant(Plant plant)
            {
                need(plant);
                plant.Allow(actions, resource);
            }

            yield return new($"{name}: nothing of it", need, Grant);
            yield return new($"{name}: one action short", plant =>
            {
                need(plant);
                if (actions.Length > 1) plant.Allow(actions[1..], resource);
            }, plant =>
            {
                need(plant);
                plant.Allow(actions.Select(action => action.ToUpperInvariant()).ToArray(), "*");
            });
            yield return new($"{name}: denied", plant =>
            {
                Grant(plant);
                plant.Deny(actions[0], "*");
            }, plant =>
            {
                Grant(plant);
                plant.Deny(actions[0], "*", Foreign);
            });
            yield return new($"{name}: on another resource", plant =>
            {
                need(plant);
                plant.Allow(actions, "arn:aws:other:::thing");
            }, plant =>
            {
                need(plant);
                plant.Allow(actions.Select(action => $"{action[..^2]}*").ToArray(), "*");
            });
            yield return new($"{name}: bounded away", plant =>
            {
                Grant(plant);
                plant.Boundary = Plant.Document(Allow("polly:*"));
            }, plant =>
            {
                Grant(plant);
                plant.Boundary = Plant.Document(Allow("*"));
            });
        }

        static void Map(Plant plant, string source) =>
            plant.Mappings.Add(new EventSourceMapping { Uuid = "u", EventSourceArn = source, State = "Enabled" });
    }

    private static IEnumerable<PlantedForm> Deputies()
    {
        static string Doc(string principal, string? test = null, string? key = null, string? value = null) =>
            $$$"""{"Version":"2012-10-17","Id":"default","Statement":[{"Sid":"s","Effect":"Allow","Principal":{{{principal}}},"Action":"lambda:InvokeFunction","Resource":"{{{Plant.FunctionArn}}}"{{{(test is null ? "" : $",\"Condition\":{{\"{test}\":{{\"{key}\":\"{value}\"}}}}")}}}}]}""";
        (string Test, string Key, string Value)[] conditions =
        [
            ("StringEquals", "AWS:SourceAccount", A), ("ArnLike", "AWS:SourceArn", $"arn:aws:sns:{R}:{A}:topic"),
            ("StringEquals", "aws:SourceOrgID", "o-abc"), ("StringEquals", "lambda:EventSourceToken", "amzn1.ask.skill.x"),
        ];
        string[] services = [
            "s3.amazonaws.com", "apigateway.amazonaws.com", "sns.amazonaws.com", "events.amazonaws.com", "logs.amazonaws.com",
            "ses.amazonaws.com", "config.amazonaws.com", "iot.amazonaws.com", "cognito-idp.amazonaws.com",
            "elasticloadbalancing.amazonaws.com", "alexa-appkit.amazon.com", "secretsmanager.amazonaws.com"];
        foreach (var (service, i) in services.Select((service, i) => (service, i)))
        {
            yield return new(
                $"{service}", plant => plant.ResourcePolicy = Doc($$"""{"Service":"{{service}}"}"""),
                plant =>
                    plant.ResourcePolicy =
                        Doc($$"""{"Service":"{{service}}"}""", conditions[i % 4].Test, conditions[i % 4].Key, conditions[i % 4].Value));
            yield return new(
                $"{service} in a list", plant => plant.ResourcePolicy = Doc($$"""{"Service":["{{service}}"]}"""),
                plant => plant.ResourcePolicy = Doc($$"""{"AWS":"arn:aws:iam::{{A}}:role/caller"}"""));
        }

        yield return new(
            "anyone", plant => plant.ResourcePolicy = Doc("\"*\""),
            plant => plant.ResourcePolicy = Doc("\"*\"", "StringEquals", "lambda:FunctionUrlAuthType", "NONE"));
        yield return new(
            "anyone of AWS", plant => plant.ResourcePolicy = Doc("""{"AWS":"*"}"""),
            plant => plant.ResourcePolicy = Doc("""{"AWS":"*"}""", "StringEquals", "aws:PrincipalOrgID", "o-abc"));
    }

    private static IEnumerable<PlantedForm> Dangling()
    {
        for (var i = 0; i < 10; i++)
        {
            var number = i;
            yield return new($"unused {number}",
                plant =>
                    plant.OtherRoles.Add(
                        Plant.OtherRole($"left-{number}", TrustPolicies.Lambda) with
                        {
                            LastUsed = number % 2 == 0 ? null : DateTimeOffset.UnixEpoch.AddYears(50 + number)
                        }), plant =>
                {
                    plant.OtherRoles.Add(
                        Plant.OtherRole($"left-{number}", TrustPolicies.Lambda) with
                        {
                            InlinePolicies = [new RolePolicy("l", null, Plant.Document(Allow("logs:*")))]
                        });
                    plant.Others.Add(Plant.Function("us-east-1", $"f-{number}", $"arn:aws:iam::{A}:role/left-{number}"));
                });
            yield return new($"unused, of an account's own trust {number}",
                plant =>
                    plant.OtherRoles.Add(Plant.OtherRole(
                        $"left-{number}",
                        number % 2 == 0
                            ? TrustPolicies.ForAccount(A)
                            : """{"Statement":{"Effect":"Allow","Principal":{"Service":["lambda.amazonaws.com","edgelambda.amazonaws.com"]},"Action":"sts:AssumeRole"}}""")),
                    plant =>
                        plant.OtherRoles.Add(Plant.OtherRole(
                            $"left-{number}",
                            """{"Statement":{"Effect":"Allow","Principal":{"Service":["lambda.amazonaws.com","states.amazonaws.com"]},"Action":"sts:AssumeRole"}}""")));
            yield return new($"a version was the last {number}",
                plant => plant.OtherRoles.Add(Plant.OtherRole($"left-{number}", TrustPolicies.Lambda)), plant =>
                {
                    plant.OtherRoles.Add(Plant.OtherRole($"left-{number}", TrustPolicies.Lambda));
                    plant.Others.Add(Plant.Function("us-east-1", "f", $"arn:aws:iam::{A}:role/innocent-role", "1"));
                    plant.Others.Add(Plant.Function("us-east-1", "g", $"arn:aws:iam::{A}:role/left-{number}", "1"));
                });
        }
    }
}
