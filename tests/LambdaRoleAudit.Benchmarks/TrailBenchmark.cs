using System.IO.Compression;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using LambdaRoleAudit.Aws;
using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Usage;

namespace LambdaRoleAudit.Benchmarks;

/// <summary>
/// A trail's bucket at 40 ms: records read from it, beside as many plain downloads of the same files at the same time, which read nothing.
/// </summary>
internal static class TrailBenchmark
{
    private const int Latency = 40;
    private const int Days = 30;
    private const int FilesPerDay = 40;
    private const int RecordsPerFile = 300;
    private const int Downloads = 32;
    private const int Runs = 5;
    private const string Bucket = "logs";
    private const string Account = "123456789012";
    private const string Role = "arn:aws:iam::123456789012:role/shared";
    private const string Function = "arn:aws:lambda:us-east-1:123456789012:function:orders";

    private static readonly DateTimeOffset Start = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync()
    {
        using var sandbox = SandboxProcess.Start("--latency", $"{Latency}", "--no-quotas");
        using var plain = new AmazonS3Client(new BasicAWSCredentials(sandbox.AccessKey, sandbox.SecretKey), new AmazonS3Config
        {
            ServiceURL = sandbox.Url.AbsoluteUri, ForcePathStyle = true, AuthenticationRegion = "us-east-1",
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        });
        await plain.PutBucketAsync(Bucket);
        var keys = new List<string>();
        long unpacked = 0;
        long packed = 0;
        foreach (var (key, content, size) in Files())
        {
            keys.Add(key);
            (unpacked, packed) = (unpacked + size, packed + content.Length);
            // The Sandbox stores a body as it comes, also one in signed chunks.
            await plain.PutObjectAsync(new PutObjectRequest
            {
                BucketName = Bucket, Key = key, InputStream = new MemoryStream(content), UseChunkEncoding = false,
            });
        }

        var ours = new List<double>();
        var theirs = new List<double>();
        var ourCpu = new List<double>();
        var theirCpu = new List<double>();
        for (var run = 0; run < Runs + 1; run++)
        {
            var before = Cpu();
            var download = await Measure.SecondsAsync(() => DownloadAsync(plain, keys));
            var between = Cpu();
            var read = await Measure.SecondsAsync(() => ReadAsync(sandbox));
            // In the first, nothing is compiled yet.
            if (run == 0) continue;
            theirs.Add(download);
            ours.Add(read);
            theirCpu.Add(between - before);
            ourCpu.Add(Cpu() - between);
        }

        Console.WriteLine(FormattableString.Invariant(
            $"{keys.Count} files, {packed / 1e6:0} MB, {unpacked / 1e6:0} MB of JSON, {Downloads} downloads at a time, {Latency} ms"));
        Console.WriteLine($"plain downloads: {Measure.Spread(theirs)}; CPU {Measure.Spread(theirCpu)}");
        Console.WriteLine($"usage: {Measure.Spread(ours)}; CPU {Measure.Spread(ourCpu)}");
        Console.WriteLine(FormattableString.Invariant(
            $"ratio: {Measure.Median(theirs) / Measure.Median(ours):0.00} × the speed of the downloads"));
    }

    private static double Cpu() => System.Diagnostics.Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;

    private static Task DownloadAsync(AmazonS3Client plain, IEnumerable<string> keys) => Parallel.ForEachAsync(
        keys, new ParallelOptions { MaxDegreeOfParallelism = Downloads }, async (key, token) =>
        {
            using var answer = await plain.GetObjectAsync(Bucket, key, token);
            await answer.ResponseStream.CopyToAsync(Stream.Null, token);
        });

    private static async Task ReadAsync(SandboxProcess sandbox)
    {
        using var session = await new AwsGateway().OpenAsync(
            new AwsSessionOptions { Keys = new AwsKeys(sandbox.AccessKey, sandbox.SecretKey, null), EndpointUrl = sandbox.Url }, default);
        var scope = new UsageScope([new RoleInScope(Role, [Function], true)], Start, Start.AddDays(Days));
        var reader = new TrailBucketReader(session, scope, new AccountBenchmark.Silent()) { Downloads = Downloads };
        var evidence = await reader.ReadBucketAsync(Bucket, null, Account, ["us-east-1"], default);
        if (evidence.Unread.Count > 0 || evidence.DaysWithoutRecords.Count > 0 || evidence.Calls.Days.Count != Days)
            throw new InvalidOperationException("The answer is not right.");
    }

    private static IEnumerable<(string Key, byte[] Content, int Size)> Files()
    {
        var random = new Random(1);
        for (var day = 0; day < Days; day++)
        {
            for (var i = 0; i < FilesPerDay; i++)
            {
                var time = Start.AddDays(day).AddMinutes(i * 24 * 60 / FilesPerDay);
                var json = new StringBuilder("{\"Records\":[");
                for (var n = 0; n < RecordsPerFile; n++) json.Append(n == 0 ? "" : ",").Append(Record(random, time, n % 20 == 0));
                var text = Encoding.UTF8.GetBytes(json.Append("]}").ToString());
                using var memory = new MemoryStream();
                using (var gzip = new GZipStream(memory, CompressionLevel.Optimal)) gzip.Write(text);
                yield return (
                    FormattableString.Invariant($"AWSLogs/{Account}/CloudTrail/us-east-1/{time:yyyy/MM/dd}/")
                        + FormattableString.Invariant($"{Account}_CloudTrail_us-east-1_{time:yyyyMMdd'T'HHmm'Z'}_{i}.json.gz"),
                    memory.ToArray(), text.Length);
            }
        }
    }

    private static string Record(Random random, DateTimeOffset time, bool isOfInterest)
    {
        var (role, session) = isOfInterest ? ("shared", "orders") : ($"role-{random.Next(100)}", $"i-{random.NextInt64():x}");
        var scope = isOfInterest
            ? $$""","inScopeOf":{"issuerType":"AWS::Lambda::Function","credentialsIssuedTo":"{{Function}}"}"""
            : "";
        return $$$"""
            {"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","principalId":"AROA{{{random.NextInt64():X}}}:{{{session}}}","arn":"arn:aws:sts::{{{Account}}}:assumed-role/{{{role}}}/{{{session}}}","accountId":"{{{Account}}}","accessKeyId":"ASIA{{{random.NextInt64():X}}}","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLEEXAMPLE123","arn":"arn:aws:iam::{{{Account}}}:role/{{{role}}}","accountId":"{{{Account}}}","userName":"{{{role}}}"},"attributes":{"creationDate":"2026-06-01T00:00:00Z","mfaAuthenticated":"false"}}{{{scope}}}},"eventTime":"{{{time.AddSeconds(random.Next(300)).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}}}","eventSource":"dynamodb.amazonaws.com","eventName":"GetItem","awsRegion":"us-east-1","sourceIPAddress":"203.0.113.{{{random.Next(250)}}}","userAgent":"aws-sdk-java/2.25.{{{random.Next(60)}}} Linux/5.10 OpenJDK_64-Bit_Server_VM/17","requestParameters":{"tableName":"table-{{{random.Next(30)}}}","key":{"id":"HIDDEN_DUE_TO_SECURITY_REASONS"}},"responseElements":null,"requestID":"{{{Guid.NewGuid()}}}","eventID":"{{{Guid.NewGuid()}}}","readOnly":true,"resources":[{"accountId":"{{{Account}}}","type":"AWS::DynamoDB::Table","ARN":"arn:aws:dynamodb:us-east-1:{{{Account}}}:table/table-{{{random.Next(30)}}}"}],"eventType":"AwsApiCall","managementEvent":false,"recipientAccountId":"{{{Account}}}","eventCategory":"Data","tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256"}}
            """;
    }
}
