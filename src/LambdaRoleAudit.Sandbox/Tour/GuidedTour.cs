using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using LambdaRoleAudit.Sandbox.Server;
using LambdaRoleAudit.Sandbox.State;
using LambdaRoleAudit.Sandbox.Workloads;

namespace LambdaRoleAudit.Sandbox.Tour;

/// <summary>Demonstrates the module: starts a Sandbox with the estate of the rule, and runs each command after showing it.</summary>
public static class GuidedTour
{
    private static readonly (string Why, string Command)[] Steps =
    [
        ("Which execution roles do several functions use, over all regions of the account?",
            "Get-SharedLambdaRole"),
        ("Roles are global: order-events-role is shared across two regions. A look at either region alone finds nothing.",
            "Get-SharedLambdaRole -Region eu-west-1, us-east-1 -RoleName order-*"),
        ("The functions behind a role, as objects that flow into AWS Tools for PowerShell.",
            "(Get-SharedLambdaRole -FunctionName cc-*).Functions"),
        ("No account at hand? The same from what the AWS CLI or AWS Tools wrote.",
            "Get-SharedLambdaRole -Path list-functions.json"),
        ("Denied, unknown or broken: an error each, and the rest of the answer says that it is not the whole.",
            "Get-SharedLambdaRole -Region us-east-1, mars-north-1"),
        ("The roles themselves: who uses them, what is on them, when they were last used.",
            "Get-LambdaExecutionRole"),
        ("What else is wrong with a function's role? Each finding with its evidence, and what to do.",
            "Test-LambdaExecutionRole cc-sqs-poller"),
        ("Who uses what of a shared role? CloudTrail records which function made a call.",
            "Get-SharedLambdaRole | Get-LambdaRoleUsage -Trail management-events -OutVariable usage"),
        ("What of its role does a function not use, as far as the trail shows it?",
            "(Test-LambdaExecutionRole cc-sqs-poller -Usage $usage -Rule LRA-207).Evidence"),
        ("The rule's remedy. First, a role that allows what the function's own settings ask for; -WhatIf shows it and makes nothing.",
            "New-LambdaExecutionRole -FunctionName cc-sqs-poller -WhatIf"),
        ("Create it, with what its code calls, and move the function to it: waits for IAM, verifies the function and its queue, and rolls "
            + "back on failure.",
            "New-LambdaExecutionRole -FunctionName cc-sqs-poller -Template @{ S3ReadPolicy = @{ BucketName = 'jobs' } } | "
            + "Set-LambdaExecutionRole -FunctionName cc-sqs-poller"),
        ("What did the function gain and lose? Proven, over every request that can be written.",
            "Compare-LambdaExecutionRole aws-lambda-full-access cc-sqs-poller-us-east-1-role -MaxWitness 3"),
        ("A role that somebody else uses is refused.",
            "Set-LambdaExecutionRole cc-s3-logging image-resize-us-east-1-role"),
        ("The other functions at once. First a plan: data that can be read, saved and reviewed.",
            "Get-LambdaRoleRepairPlan"),
        ("Least privilege: a plan for roles that allow only what each function used, from the same records. Both proofs are in it.",
            "(Get-LambdaRoleRepairPlan order-intake -Strategy Used -Usage $usage).Narrowing"),
        ("Carry it out for these functions: verified, and rolled back on failure. -WatchFor would also watch for denied calls.",
            "Repair-LambdaExecutionRole order-* -Strategy Used -Usage $usage -Confirm:$false"),
        ("The others get the same permissions as before, and no more.",
            "Get-SharedLambdaRole | Repair-LambdaExecutionRole -Confirm:$false"),
        ("Undo a repair, from nothing but the tags in the account.",
            "Undo-LambdaRoleRepair -FunctionName order-* -Confirm:$false"),
        ("Before the deployment: which functions of a template share a role? Without an account, and with file and line.",
            $"Test-LambdaExecutionRole -Path {TourTemplate.FileName} -Rule Lambda-006"),
        ("The repair of the template, as a patch. It adds a role and changes one line. Every other byte stays.",
            $"Get-LambdaRoleRepairPlan -Path {TourTemplate.FileName} -KeepFunction Intake | Export-LambdaRoleTemplate -AsPatch"),
        ("The repaired template as a new file. If cfn-lint is installed, it checks the file.",
            $"$file = Get-LambdaRoleRepairPlan -Path {TourTemplate.FileName} -KeepFunction Intake | Export-LambdaRoleTemplate; "
            + "if (Get-Command cfn-lint -ErrorAction Ignore) { cfn-lint $file.Name; \"cfn-lint ended with $LASTEXITCODE.\" } "
            + "else { 'cfn-lint is not installed.' }"),
    ];

    /// <summary>Runs the tour.</summary>
    /// <returns>The exit code: 0 if every step did what it should.</returns>
    public static async Task<int> RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var state = RuleActivity.NewState();
        // Changes in IAM take a while to propagate, and an update takes a while to end. Both are shortened here.
        state.IamDelay = TimeSpan.FromMilliseconds(500);
        state.UpdateTime = TimeSpan.FromMilliseconds(300);
        var folder = Directory.CreateTempSubdirectory("lambda-role-audit-tour-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "list-functions.json"), ListFunctions(state), cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, TourTemplate.FileName), TourTemplate.Text, cancellationToken);
            return await RunAsync(
                output, state, "with the functions of rule Lambda-006", Steps,
                "That was the tour. Next: README.md, and 'dotnet run -c Release --project src/LambdaRoleAudit.Sandbox -- serve' to try it "
                + "by hand.", folder.FullName, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs steps on a Sandbox, each after showing it.</summary>
    internal static async Task<int> RunAsync(
        TextWriter output, SandboxState state, string what, IEnumerable<(string Why, string Command)> steps, string ending, string folder,
        CancellationToken cancellationToken)
    {
        await using var server = await SandboxServer.StartAsync(state);
        try
        {
            var host = new TourHost(output);
            using var runspace = RunspaceFactory.CreateRunspace(host, InitialSessionState.CreateDefault2());
            runspace.Open();
            runspace.SessionStateProxy.Path.SetLocation(folder);
            SetEnvironment(server);

            await output.WriteLineAsync(
                $"A tour of LambdaRoleAudit, on a local AWS endpoint ({server.Url}) {what}.");
            var module = typeof(GuidedTour).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .Single(a => a.Key == "ModuleDirectory").Value!;
            if (!await RunAsync(
                runspace, output, "Import the module as it was built.", $"Import-Module '{Path.Combine(module, "LambdaRoleAudit.psd1")}'",
                cancellationToken)) return 1;
            foreach (var (why, command) in steps)
                if (!await RunAsync(runspace, output, why, command, cancellationToken)) return 1;
            await output.WriteLineAsync(ending);
            return host.SawOutput ? 0 : 1;
        }
        catch (PipelineStoppedException)
        {
            return 130;
        }
    }

    private static async Task<bool> RunAsync(
        Runspace runspace, TextWriter output, string why, string command, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync($"\n# {why}\nPS> {command}");
        using var shell = PowerShell.Create(runspace);
        shell.AddScript(command).AddCommand("Out-Default");
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        using var stop = cancellationToken.Register(() => shell.Stop());
        try
        {
            await shell.InvokeAsync();
            return true;
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            await output.WriteLineAsync($"The step failed: {e.Message}");
            return false;
        }
    }

    private static void SetEnvironment(SandboxServer server)
    {
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", server.Url.ToString());
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", SandboxCredential.Default.AccessKey);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", SandboxCredential.Default.SecretKey);
        Environment.SetEnvironmentVariable("AWS_SESSION_TOKEN", null);
        Environment.SetEnvironmentVariable("AWS_REGION", "us-east-1");
        // The user's own files must not affect the tour, and the tour must not affect the user's account.
        foreach (var name in new[]
        {
            "AWS_PROFILE",
            "AWS_ENDPOINT_URL_LAMBDA",
            "AWS_ENDPOINT_URL_STS",
            "AWS_ENDPOINT_URL_EC2",
            "AWS_ENDPOINT_URL_IAM",
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"
        })
            Environment.SetEnvironmentVariable(name, null);
    }

    private static string ListFunctions(SandboxState state) =>
        string.Join('\n', state.Accounts.Values.SelectMany(account => account.EnabledRegions
            .Select(region => account.Region(region).List(allVersions: false))
            .Where(functions => functions.Length > 0)
            .Select(functions =>
                $$"""{"Functions":[{{string.Join(',', functions.Select(function => function.Configuration.ToJsonString()))}}]}""")));
}
