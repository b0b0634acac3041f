using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using LambdaRoleAudit.Accounts;
using LambdaRoleAudit.Aws.Wire;
using LambdaRoleAudit.Ports;

namespace LambdaRoleAudit.Aws.Services;

/// <summary>AWS Config in one region (API 2014-11-12): JSON 1.1.</summary>
internal sealed class ConfigApi(WireClient client, string region) : IConfigApi
{
    /// <summary>The maximum size of a page (AWS Config API reference, SelectResourceConfig: Limit 0 to 100).</summary>
    private const int PageSize = 100;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConfigRecorder>> DescribeRecordersAsync(CancellationToken cancellationToken)
    {
        var recording = await client.CallAsync(
            Request("DescribeConfigurationRecorderStatus", "status of AWS Config", new { }), ReadStatus, cancellationToken)
            .ConfigureAwait(false);
        return await client.CallAsync(
            Request("DescribeConfigurationRecorders", "recorders of AWS Config", new { }), body => ReadRecorders(body, recording),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> SelectAsync(string expression, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = WirePages.ReadAsync(
            client, new ListWalk(WireService.Config, "SelectResourceConfig", region, PageSize), walk => Request(
                "SelectResourceConfig", "resources that AWS Config recorded", Body(expression, walk)), ReadPage,
            page => (page.Results.Count > 0 ? page.Results[0] : null, page.Next), cancellationToken);
        await foreach (var (results, _) in pages.ConfigureAwait(false))
            foreach (var result in results)
                yield return result;
    }

    private static Dictionary<string, object> Body(string expression, ListWalk walk)
    {
        var body = new Dictionary<string, object>
        {
            ["Expression"] = expression,
            ["Limit"] = int.Parse(walk.PageSize, CultureInfo.InvariantCulture),
        };
        if (walk.Marker is { } token) body["NextToken"] = token;
        return body;
    }

    private static WireRequest Request(string operation, string purpose, object body) =>
        new(operation, purpose) { Body = JsonSerializer.SerializeToUtf8Bytes(body) };

    /// <summary>Returns the names of the recorders that are on and whose last delivery did not fail.</summary>
    private static HashSet<string> ReadStatus(Stream body)
    {
        using var json = AnswerJson.Parse(body);
        return json.RootElement.RequiredItems("ConfigurationRecordersStatus")
            .Where(status => status.AnswerFlag("recording") == true && status.AnswerText("lastStatus") != "Failure")
            .Select(status => status.RequiredText("name")).ToHashSet(StringComparer.Ordinal);
    }

    private static IReadOnlyList<ConfigRecorder> ReadRecorders(Stream body, HashSet<string> recording)
    {
        using var json = AnswerJson.Parse(body);
        return [.. json.RootElement.RequiredItems("ConfigurationRecorders").Select(recorder => ReadRecorder(recorder, recording))];
    }

    private static ConfigRecorder ReadRecorder(JsonElement recorder, HashSet<string> recording)
    {
        var name = recorder.RequiredText("name");
        var group = recorder.AnswerObject("recordingGroup");
        // Recorders from before there were strategies have only the flag.
        var strategy = group?.AnswerObject("recordingStrategy")?.AnswerText("useOnly")
            ?? (group?.AnswerFlag("allSupported") == true ? "ALL_SUPPORTED_RESOURCE_TYPES" : "INCLUSION_BY_RESOURCE_TYPES");
        var types = strategy == "EXCLUSION_BY_RESOURCE_TYPES"
            ? group?.AnswerObject("exclusionByResourceTypes")?.AnswerTexts("resourceTypes")
            : group?.AnswerTexts("resourceTypes");
        return new ConfigRecorder(name, recording.Contains(name), strategy, types ?? []);
    }

    private static (IReadOnlyList<string> Results, string? Next) ReadPage(Stream body)
    {
        using var json = AnswerJson.Parse(body);
        _ = json.RootElement.RequiredItems("Results");
        return (
            json.RootElement.AnswerTexts("Results"), json.RootElement.AnswerText("NextToken") is { Length: > 0 } next ? next : null);
    }
}
