using System.Net;
using System.Security;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>An endpoint that knows every caller, has one region, and answers everything else with an error of the test's text.</summary>
public sealed class HostileAws : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HostileAws(string code, string message)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(async http =>
        {
            var action = http.Request.HasFormContentType ? (await http.Request.ReadFormAsync())["Action"].ToString() : "";
            var (status, type, body) = action switch
            {
                "GetCallerIdentity" =>
                    (200, "text/xml",
                        "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/a</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>"),
                "DescribeRegions" =>
                    (200, "text/xml",
                        "<DescribeRegionsResponse><regionInfo><item><regionName>us-east-1</regionName></item></regionInfo></DescribeRegionsResponse>"),
                "" => (400, "application/json", JsonSerializer.Serialize(new { message, code })),
                // XML 1.0 has no C0 controls and no lone surrogates.
                _ =>
                    (400, "text/xml",
                        $"<ErrorResponse><Error><Code>{code}</Code><Message>"
                        + $"{SecurityElement.Escape(string.Concat(message.Where(c => (c >= ' ' || c is '\n' or '\t') && !char.IsSurrogate(c))))}</Message></Error></ErrorResponse>"),
            };
            http.Response.StatusCode = status;
            http.Response.ContentType = type;
            if (action.Length == 0) http.Response.Headers["x-amzn-errortype"] = code;
            await http.Response.WriteAsync(body);
        });
    }

    /// <summary>The address.</summary>
    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Starts one.</summary>
    public static async Task<HostileAws> StartAsync(string code, string message)
    {
        var server = new HostileAws(code, message);
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
