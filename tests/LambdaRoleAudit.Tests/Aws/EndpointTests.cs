using Amazon;
using LambdaRoleAudit.Aws.Wire;

namespace LambdaRoleAudit.Tests.Aws;

/// <summary>Host names as AWS's endpoint rules write them.</summary>
public class EndpointTests
{
    [Theory]
    [InlineData("us-east-1", false, false, "https://lambda.us-east-1.amazonaws.com/")]
    [InlineData("cn-north-1", false, false, "https://lambda.cn-north-1.amazonaws.com.cn/")]
    [InlineData("us-gov-west-1", false, false, "https://lambda.us-gov-west-1.amazonaws.com/")]
    [InlineData("us-iso-east-1", false, false, "https://lambda.us-iso-east-1.c2s.ic.gov/")]
    [InlineData("us-isob-east-1", false, false, "https://lambda.us-isob-east-1.sc2s.sgov.gov/")]
    [InlineData("us-gov-west-1", true, false, "https://lambda-fips.us-gov-west-1.amazonaws.com/")]
    [InlineData("eu-west-1", false, true, "https://lambda.eu-west-1.api.aws/")]
    [InlineData("cn-north-1", false, true, "https://lambda.cn-north-1.api.amazonwebservices.com.cn/")]
    public void Each_partition_has_its_own(string region, bool fips, bool dualStack, string url)
    {
        using var http = new WireHttp(TimeSpan.FromSeconds(1));
        var config = new WireConfig(WireService.Lambda, RegionEndpoint.GetBySystemName(region), null, null, TimeSpan.FromSeconds(1), http)
        {
            UseFIPSEndpoint = fips,
            UseDualstackEndpoint = dualStack,
        };
        Assert.Equal(new Uri(url), new Uri(config.DetermineServiceOperationEndpoint(null!).URL));
    }

    [Theory]
    [InlineData("us-east-1", false, "https://iam.amazonaws.com/")]
    [InlineData("us-east-1", true, "https://iam-fips.amazonaws.com/")]
    [InlineData("cn-north-1", false, "https://iam.cn-north-1.amazonaws.com.cn/")]
    [InlineData("us-gov-west-1", false, "https://iam.us-gov.amazonaws.com/")]
    [InlineData("us-iso-east-1", false, "https://iam.us-iso-east-1.c2s.ic.gov/")]
    public void IAM_is_one_in_its_partition(string region, bool fips, string url)
    {
        using var http = new WireHttp(TimeSpan.FromSeconds(1));
        var config = new WireConfig(WireService.Iam, RegionEndpoint.GetBySystemName(region), null, null, TimeSpan.FromSeconds(1), http)
        {
            UseFIPSEndpoint = fips
        };
        Assert.Equal(new Uri(url), new Uri(config.DetermineServiceOperationEndpoint(null!).URL));
    }

    /// <summary>Sign-in's own host names (endpoint rules of its model, 2023-01-01).</summary>
    [Theory]
    [InlineData("us-east-1", false, "https://us-east-1.signin.aws.amazon.com/")]
    [InlineData("us-east-1", true, "https://signin-fips.us-east-1.amazonaws.com/")]
    [InlineData("cn-north-1", false, "https://cn-north-1.signin.amazonaws.cn/")]
    [InlineData("us-gov-west-1", false, "https://us-gov-west-1.signin.amazonaws-us-gov.com/")]
    [InlineData("us-iso-east-1", false, "https://signin.us-iso-east-1.c2s.ic.gov/")]
    public void Sign_in_has_hosts_of_its_own(string region, bool fips, string expected)
    {
        using var http = new WireHttp(TimeSpan.FromSeconds(1));
        var config = new WireConfig(WireService.SignIn, RegionEndpoint.GetBySystemName(region), null, null, TimeSpan.FromSeconds(1), http)
        {
            UseFIPSEndpoint = fips
        };
        Assert.Equal(new Uri(expected), new Uri(config.DetermineServiceOperationEndpoint(null!).URL));
    }
}
