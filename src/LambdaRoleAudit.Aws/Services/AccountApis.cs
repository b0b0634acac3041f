using System.Xml;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Model;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services;

/// <summary>
/// The calls about the account itself: STS (API 2011-06-15) and EC2 (API 2016-11-15), both with the Query protocol and XML.
/// </summary>
internal static class AccountApis
{
    /// <summary>Returns the identity of the caller.</summary>
    public static Task<CallerIdentity> GetCallerIdentityAsync(WireClient sts, CancellationToken cancellationToken) =>
        sts.CallAsync(new WireRequest("GetCallerIdentity", "who the credentials belong to"), ReadIdentity, cancellationToken);

    /// <summary>
    /// Returns the regions that are enabled for the account. Without AllRegions, EC2 omits the others (EC2 API reference, DescribeRegions).
    /// </summary>
    public static Task<IReadOnlyList<string>> DescribeRegionsAsync(WireClient ec2, CancellationToken cancellationToken) =>
        ec2.CallAsync(new WireRequest("DescribeRegions", "regions enabled for the account"), ReadRegions, cancellationToken);

    private static CallerIdentity ReadIdentity(Stream body)
    {
        var result = IamXml.Result(body);
        var (account, arn) = (IamXml.Required(result, "Account"), IamXml.Required(result, "Arn"));
        return Arn.TryParse(arn, out var parsed) && parsed.AccountId == account && account.Length == 12 && account.All(char.IsAsciiDigit)
            ? new CallerIdentity(account, arn)
            : throw new XmlException("The response has no identity of an account.");
    }

    private static IReadOnlyList<string> ReadRegions(Stream body)
    {
        var list = IamXml.Element(IamXml.Load(body), "regionInfo") ?? throw new XmlException("The response has no region.");
        var regions = IamXml.Elements(list, "item").Select(item => IamXml.Required(item, "regionName")).ToList();
        return regions.Count > 0 && regions.TrueForAll(IsName) ? regions : throw new XmlException("The response has no region.");
    }

    /// <summary>Checks a region's name, because it becomes part of host names.</summary>
    private static bool IsName(string text) =>
        text.Length <= 32 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
