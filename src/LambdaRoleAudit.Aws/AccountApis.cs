using System.Xml;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws;

/// <summary>The calls about the account itself: STS (API 2011-06-15) and EC2 (API 2016-11-15), both Query and XML.</summary>
internal static class AccountApis
{
    /// <summary>Who the caller is.</summary>
    public static Task<CallerIdentity> GetCallerIdentityAsync(WireClient sts, CancellationToken cancellationToken) =>
        sts.CallAsync(new WireRequest("GetCallerIdentity", "who the credentials belong to"), ReadIdentity, cancellationToken);

    /// <summary>The regions enabled for the account: without AllRegions, EC2 leaves the others out (EC2 API reference, DescribeRegions).</summary>
    public static Task<IReadOnlyList<string>> DescribeRegionsAsync(WireClient ec2, CancellationToken cancellationToken) =>
        ec2.CallAsync(new WireRequest("DescribeRegions", "regions enabled for the account"), ReadRegions, cancellationToken);

    private static CallerIdentity ReadIdentity(Stream body)
    {
        string? account = null, arn = null;
        using var reader = XmlReader.Create(body);
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element) continue;
            if (reader.LocalName == "Account") account = reader.ReadString();
            else if (reader.LocalName == "Arn") arn = reader.ReadString();
        }

        return account is null || arn is null
            ? throw new XmlException("The answer holds no account.")
            : new CallerIdentity(account, arn);
    }

    private static IReadOnlyList<string> ReadRegions(Stream body)
    {
        var regions = new List<string>();
        using var reader = XmlReader.Create(body);
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element && reader.LocalName == "regionName") regions.Add(reader.ReadString());
        }

        return regions.Count == 0 ? throw new XmlException("The answer holds no region.") : regions;
    }
}
