using System.Net;
using System.Text.RegularExpressions;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Reports;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>Objects for reports, and the text of an HTML report as it is read without a script.</summary>
public static partial class ReportSamples
{
    private static readonly string[] Regions = ["eu-west-1", "us-east-1", "ap-southeast-2"];

    /// <summary>Findings of functions on a few shared roles; one in ten has another finding.</summary>
    public static IEnumerable<LambdaRoleFinding> Estate(int functions, int roles = 7)
    {
        for (var i = 0; i < functions; i++)
        {
            var role = $"team-{i % roles}-role";
            yield return Finding(
                "Lambda-006", $"fn-{i}", Regions[i % 3],
                $"Role {role} is also used by fn-{i + roles} ({Regions[(i + roles) % 3]}), "
                    + $"fn-{i + (2 * roles)} ({Regions[(i + (2 * roles)) % 3]}).", role)
                with
            { Remedy = $"Repair-LambdaExecutionRole -FunctionName fn-{i} -Region {Regions[i % 3]}" };
            if (i % 10 == 0)
                yield return Finding(
                    "LRA-203", $"fn-{i}", Regions[i % 3],
                    "All actions are allowed of s3: policy data, $.Statement[0]: "
                    + "{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}", role) with
                { Severity = FindingSeverity.Medium };
        }
    }

    /// <summary>Functions that each have their own role, and seven findings for three of them, each with its own evidence.</summary>
    public static IEnumerable<LambdaRoleFinding> OwnRoles(int functions)
    {
        for (var i = 0; i < functions; i++)
        {
            var (name, region) = ($"svc-{i % 1000:000}-worker-{i:000000}", Regions[i % 3]);
            yield return Finding(
                "LRA-203", name, region,
                $"All actions are allowed of s3: policy data-{i}, $.Statement[0]: "
                + $"{{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"arn:aws:s3:::bucket-{i}/*\"}}", $"{name}-role") with
            { Severity = FindingSeverity.Medium, Remedy = $"Check what it allows with Get-LambdaExecutionRole {name}-role." };
            yield return Finding(
                "LRA-301", name, region, $"The function's settings require sqs:ReceiveMessage on arn:aws:sqs:{region}:123456789012:queue-{i}.",
                $"{name}-role");
            if (i % 3 == 0)
                yield return Finding("LRA-205", name, region, $"Policy AmazonS3FullAccess-{i} allows all actions of s3.", $"{name}-role");
        }
    }

    /// <summary>A finding.</summary>
    public static LambdaRoleFinding Finding(string rule, string name, string region, string evidence, string role = "r") => new()
    {
        RuleId = rule, Severity = FindingSeverity.High, Status = FindingStatus.Fail,
        Title = rule == "Lambda-006" ? "Execution role is shared" : $"What {rule} finds", FunctionName = name,
        FunctionArn = $"arn:aws:lambda:{region}:123456789012:function:{name}",
        RoleArn = $"arn:aws:iam::123456789012:role/{role}", Region = region, Evidence = evidence, HelpUri = $"docs/rules/{rule}.md",
        CoveredRegions = [.. Regions.Order(StringComparer.Ordinal)],
    };

    /// <summary>A shared role with functions, given as name and region.</summary>
    public static SharedLambdaRole Shared(string name, params (string Name, string Region)[] functions) => new()
    {
        RoleName = name, RoleArn = $"arn:aws:iam::123456789012:role/{name}", AccountId = "123456789012", FunctionCount = functions.Length,
        Regions = [.. functions.Select(function => function.Region).Distinct()],
        Functions =
        [
            .. functions.Select(function => new LambdaFunction
            {
                FunctionName = function.Name, Region = function.Region, AccountId = "123456789012", Version = "$LATEST",
                FunctionArn = $"arn:aws:lambda:{function.Region}:123456789012:function:{function.Name}",
                Role = $"arn:aws:iam::123456789012:role/{name}",
            }),
        ],
        IsComplete = true, CoveredRegions = ["ap-southeast-2", "eu-west-1", "sa-east-1", "us-east-1"], CoveredFunctionCount = 12,
    };

    /// <summary>A step of a plan.</summary>
    public static LambdaRoleRepairStep Step(string name, string role, params (string Id, string Message)[] blockers) => new()
    {
        RepairId = "r1", FunctionName = name, FunctionArn = $"arn:aws:lambda:eu-west-1:123456789012:function:{name}", Region = "eu-west-1",
        SourceRoleArn = $"arn:aws:iam::123456789012:role/{role}", Strategy = RepairStrategy.Copy,
        TargetRoleName = $"{name}-eu-west-1-0123456789abcdef",
        ContentHash = "0", TargetPath = "/", TrustPolicy = "{}", Proof = blockers.Length > 0 ? "Unknown" : "Proven",
        AttachedPolicyArns = ["arn:aws:iam::123456789012:policy/orders"],
        Blockers = [.. blockers.Select(blocker => new PlanIssue(blocker.Id, blocker.Message))],
        Warnings = [new("NotLookedAt", "Resource policies of S3 were not checked.")],
    };

    /// <summary>A result of a repair.</summary>
    public static RoleRepairResult Result(string name, RoleRepairStatus status, string role = "shared") => new()
    {
        RepairId = "r1", FunctionName = name, FunctionArn = $"arn:aws:lambda:eu-west-1:123456789012:function:{name}",
        Region = "eu-west-1", Status = status, SourceRoleArn = $"arn:aws:iam::123456789012:role/{role}", TargetRoleName = $"{name}-role",
        Reason = status == RoleRepairStatus.Repaired ? null : $"Why {name} is not repaired.",
    };

    /// <summary>Writes a report and returns its file.</summary>
    public static string Write(DirectoryInfo folder, IEnumerable<object> items)
    {
        var file = Path.Combine(folder.FullName, $"{Guid.NewGuid():N}.html");
        using var report = ReportFile.Begin(
            file, ReportFormat.Html, noClobber: false, force: false, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        foreach (var item in items) report.Write(ReportEntries.Of(item)!);
        report.Complete();
        return file;
    }

    /// <summary>Returns the HTML of a report.</summary>
    public static string Html(params IEnumerable<object> items)
    {
        using var bytes = new MemoryStream();
        using (var report = ReportWriter.Create(ReportFormat.Html, bytes, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)))
        {
            foreach (var item in items) report.Write(ReportEntries.Of(item)!);
            report.Complete();
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>Returns what a reader without a script has: the text, without white space, because a document in it is indented.</summary>
    public static string TextOf(string html) => Dense(WebUtility.HtmlDecode(Tag().Replace(Hidden().Replace(html, ""), "")));

    /// <summary>Returns a text without white space.</summary>
    public static string Dense(string text) => White().Replace(text, "");

    [GeneratedRegex("<(script|style|title)[^>]*>.*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex Hidden();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex White();
}
