using System.Text;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Findings;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Policies;

namespace LambdaRoleAudit.Benchmarks;

/// <summary>All rules on 10,000 functions with 10,000 roles, beside reading and parsing the documents once.</summary>
internal static class FindingBenchmark
{
    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("lra-bench-");
        try
        {
            foreach (var size in new[] { 5_000, 10_000, 20_000 })
            {
                string[] files = [
                    Path.Combine(folder.FullName, "roles.json"), Path.Combine(folder.FullName, "functions.json"),
                    Path.Combine(folder.FullName, "mappings.json")];
                Write(files, size);
                await ReadAsync(files);
                var kept = await KeptAsync(files);
                var findings = 0;
                var readings = new List<double>();
                var wholes = new List<double>();
                for (var run = 0; run < 5; run++)
                {
                    readings.Add(await Measure.SecondsAsync(async () => Parse(await ReadAsync(files))));
                    wholes.Add(await Measure.SecondsAsync(async () => findings = Examine(await ReadAsync(files))));
                }

                var (reading, whole) = (Measure.Median(readings), Measure.Median(wholes));
                Console.WriteLine(FormattableString.Invariant(
                    $"{size:N0} functions and roles: reading and parsing {reading:0.00} s; with all rules {whole:0.00} s = {whole / reading:0.00} ×; {findings} findings; {kept / (double)size / 1024:0.0} KB kept a function"));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Account> ReadAsync(string[] files)
    {
        var reader = new AccountFileReader(problem => throw new ProblemException(problem));
        foreach (var file in files) reader.Add(file);
        return await reader.BuildAsync(needsRoles: true, default);
    }

    /// <summary>Bytes that the facts of an account take, the rules having been asked.</summary>
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static async Task<long> KeptAsync(string[] files)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var facts = await ReadAsync(files);
        Examine(facts);
        var after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(facts);
        return after - before;
    }

    /// <summary>Every document once, however often it is attached.</summary>
    private static int Parse(Account facts)
    {
        var documents =
            facts.Roles.SelectMany(role =>
                role.InlinePolicies.Concat(role.AttachedPolicies).Select(policy => policy.Document!).Append(role.TrustPolicy!))
                .ToHashSet(StringComparer.Ordinal);
        return documents.Sum(text => PolicyDocument.Parse(text).Statements.Count);
    }

    private static int Examine(Account facts) =>
        new RuleRunner(
            facts, new FindingOptions { Rules = [.. RuleCatalog.All.Where(rule => !rule.NeedsResourcePolicies)] },
            problem => throw new ProblemException(problem)).Run(Selection.Everything).Count();

    /// <summary>
    /// Roles as estates have them: AWS's basic policy, what the function calls in two inline policies, one in twenty with a defect.
    /// </summary>
    private static void Write(string[] files, int size)
    {
        const string trust =
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";
        var roles = new StringBuilder("""{"RoleDetailList":[""");
        var functions = new StringBuilder("""{"Functions":[""");
        for (var i = 0; i < size; i++)
        {
            var broad = (i % 20) switch
            {
                0 => """,{"Effect":"Allow","Action":"s3:*","Resource":"*"}""",
                1 => """,{"Effect":"Allow","Action":["iam:PassRole","lambda:CreateFunction","lambda:InvokeFunction"],"Resource":"*"}""",
                _ => ""
            };
            roles.Append(i == 0 ? "" : ",").Append(FormattableString.Invariant($$$"""
                {"Path":"/","RoleName":"r{{{i}}}","RoleId":"AROA{{{i}}}","Arn":"arn:aws:iam::123456789012:role/r{{{i}}}","CreateDate":"2026-01-01T00:00:00Z","InstanceProfileList":[],"Tags":[],"AssumeRolePolicyDocument":{{{trust}}},
                 "RolePolicyList":[{"PolicyName":"data","PolicyDocument":{"Version":"2012-10-17","Statement":[{"Sid":"Table","Effect":"Allow","Action":["dynamodb:GetItem","dynamodb:PutItem","dynamodb:Query","dynamodb:UpdateItem"],"Resource":["arn:aws:dynamodb:eu-west-1:123456789012:table/t{{{i}}}","arn:aws:dynamodb:eu-west-1:123456789012:table/t{{{i}}}/index/*"]},{"Sid":"Uploads","Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::uploads-{{{i}}}/*"}{{{broad}}}]}},
                                   {"PolicyName":"calls","PolicyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sns:Publish","Resource":"arn:aws:sns:eu-west-1:123456789012:topic-{{{i}}}"},{"Effect":"Allow","Action":["ssm:GetParameter","ssm:GetParameters"],"Resource":"arn:aws:ssm:eu-west-1:123456789012:parameter/app{{{i}}}/*"}]}}],
                 "AttachedManagedPolicies":[{"PolicyName":"AWSLambdaBasicExecutionRole","PolicyArn":"arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"}]}
                """));
            functions.Append(i == 0 ? "" : ",").Append(FormattableString.Invariant($$$"""
                {"FunctionName":"f{{{i}}}","FunctionArn":"arn:aws:lambda:eu-west-1:123456789012:function:f{{{i}}}","Role":"arn:aws:iam::123456789012:role/r{{{i}}}","Runtime":"python3.13","Handler":"a.b","Timeout":30,"MemorySize":256,"Version":"$LATEST","TracingConfig":{"Mode":"PassThrough"},"LastModified":"2026-05-04T10:11:12.000+0000"}
                """));
        }

        roles.Append(
            """],"Policies":[{"PolicyName":"AWSLambdaBasicExecutionRole","Arn":"arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole","PolicyVersionList":[{"IsDefaultVersion":true,"VersionId":"v1","Document":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents"],"Resource":"*"}]}}]}]}""");
        File.WriteAllText(files[0], roles.ToString());
        File.WriteAllText(files[1], functions.Append("]}").ToString());
        File.WriteAllText(files[2], """{"EventSourceMappings":[]}""");
    }
}
