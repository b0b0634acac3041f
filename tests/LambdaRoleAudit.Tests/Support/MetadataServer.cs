using System.Net;
using LambdaRoleAudit.Sandbox.State;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LambdaRoleAudit.Tests.Support;

/// <summary>
/// Where a machine in AWS gets its role's keys: the instance's metadata, version 2 (EC2 user guide, "Retrieve security credentials
/// from instance metadata"), and the container's endpoint (ECS developer guide, "Task IAM role"; EKS Pod Identity).
/// </summary>
public sealed class MetadataServer : IAsyncDisposable
{
    public const string ContainerToken = "token-of-the-container";

    private const string InstanceToken = "token-of-the-instance";
    private const string Credentials = "/latest/meta-data/iam/security-credentials";

    private readonly WebApplication _app;

    private MetadataServer(SandboxCredential credential)
    {
        var keys = new
        {
            Code = "Success", LastUpdated = DateTime.UtcNow, Type = "AWS-HMAC", credential.AccountId,
            AccessKeyId = credential.AccessKey, SecretAccessKey = credential.SecretKey, Token = credential.SessionToken,
            Expiration = DateTime.UtcNow.AddHours(1),
        };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapGet(
            "/container",
            (HttpRequest http) => http.Headers.Authorization == ContainerToken ? Results.Json(keys, Plain) : Results.StatusCode(401));
        _app.MapPut(
            "/latest/api/token",
            (HttpRequest http) =>
                http.Headers.ContainsKey("x-aws-ec2-metadata-token-ttl-seconds") ? Results.Text(InstanceToken) : Results.StatusCode(400));
        foreach (var folder in new[] { Credentials, $"{Credentials}-extended" })
        {
            _app.MapGet($"{folder}/", (HttpRequest http) => IsKnown(http) ? Results.Text("host-role") : Results.StatusCode(401));
            _app.MapGet($"{folder}/host-role", (HttpRequest http) => IsKnown(http) ? Results.Json(keys, Plain) : Results.StatusCode(401));
        }
    }

    private static System.Text.Json.JsonSerializerOptions Plain { get; } = new();

    /// <summary>The address.</summary>
    public string Url { get; private set; } = "";

    public static async Task<MetadataServer> StartAsync(SandboxCredential credential)
    {
        var server = new MetadataServer(credential);
        await server._app.StartAsync();
        server.Url = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static bool IsKnown(HttpRequest http) => http.Headers["x-aws-ec2-metadata-token"] == InstanceToken;
}
