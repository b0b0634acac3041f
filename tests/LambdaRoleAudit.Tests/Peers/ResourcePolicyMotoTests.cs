using LambdaRoleAudit.Ports;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>The policies of resources, from moto, an emulator that we did not write, for the kinds that it has.</summary>
[Trait("Speed", "Slow")]
public class ResourcePolicyMotoTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_kind_that_moto_has_is_listed_and_read()
    {
        await using var moto = await MotoServer.StartAsync();
        var made = (await Python.RunAsync("policy_resources.py", moto.Url)).EnumerateArray()
            .Select(one => (
                Kind: Enum.Parse<PolicyResourceKind>(one.GetProperty("kind").GetString()!), Arn: one.GetProperty("arn").GetString()!,
                Policy: one.GetProperty("policy").GetString()))
            .ToList();
        using var session = await RepairRuns.OpenAsync(moto.Url);
        var api = session.ResourcePolicies(PolicyEstate.Region);
        foreach (var kind in made.GroupBy(one => one.Kind))
        {
            var listed = new List<string>();
            await foreach (var arn in api.ListAsync(kind.Key, Token)) listed.Add(arn);
            // Each region has a bus from the start.
            listed.RemoveAll(arn => arn.EndsWith(":event-bus/default", StringComparison.Ordinal));
            Assert.Equal(kind.Select(one => one.Arn).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
            // moto takes the label of a stream for a table.
            if (kind.Key == PolicyResourceKind.DynamoDbStream) continue;
            foreach (var (_, arn, policy) in kind)
            {
                var records = await api.ReadAsync(kind.Key, arn, Token);
                if (policy is null)
                {
                    Assert.True(records.Count == 0, $"{arn}: {(records.Count == 0 ? "" : records[0].Document)}");
                    continue;
                }

                var record = Assert.Single(records);
                Assert.True(PolicyEstate.AreEqual(policy, record.Document!), $"{arn}: {record.Document}");
                // moto answers in any region for any bucket, and its list has no regions.
                if (kind.Key != PolicyResourceKind.S3Bucket) Assert.Equal(PolicyEstate.Region, record.Region);
            }
        }

        Assert.Equal(15, made.Select(one => one.Kind).Distinct().Count());
    }
}
