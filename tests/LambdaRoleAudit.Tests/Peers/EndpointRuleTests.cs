using System.Reflection;
using Amazon;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Tests.Support;

namespace LambdaRoleAudit.Tests.Peers;

/// <summary>The host names of the services whose policies are read, and those of botocore's rules.</summary>
public class EndpointRuleTests
{
    [Fact]
    public async Task Host_names_are_those_of_botocore()
    {
        await Python.RequireAsync();
        var services = typeof(WireService).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null)).OfType<WireService>().ToDictionary(service => service.ServiceId, StringComparer.Ordinal);
        using var http = new WireHttp(TimeSpan.FromSeconds(1));
        var lines = (await Python.ReadAsync("endpoints.py")).Split('\n').Select(line => line.Split('\t')).ToList();
        var ours = lines.Select(line => new WireConfig(
            services[line[0]], RegionEndpoint.GetBySystemName(line[1]), null, null, TimeSpan.FromSeconds(1), http)
        {
            UseDualstackEndpoint = line[2] == "dualstack",
            UseFIPSEndpoint = line[2] == "fips",
        }.DetermineServiceOperationEndpoint(null!).URL.TrimEnd('/'));
        Assert.Equal(18 * 14, lines.Count);
        Assert.Equal(
            lines.Select(line => string.Join(' ', line)),
            lines.Zip(ours, (line, url) => $"{line[0]} {line[1]} {line[2]} {url}"));
    }
}
