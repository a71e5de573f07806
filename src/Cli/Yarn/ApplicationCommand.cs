using System.Globalization;
using Hathi.Cli.Dfs;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.Cli.Yarn;

/// <summary><c>yarn application</c>. Output: Apache's <c>ApplicationCLI</c>.</summary>
internal static class ApplicationCommand
{
    public const string Usage = """
         -list [-appStates <States>] [-appTypes <Types>] [-appTags <Tags>]   applications; those that have not ended unless states are named (ALL: any)
         -status <Application ID>                       everything about one
         -kill <Application IDs ...>                    ends them
         -movetoqueue <Application ID> -queue <Queue>   moves one to another queue
         -appId <Application ID> -updatePriority <N>    gives one another priority
         -appId <Application ID> -updateLifetime <Seconds>   ends one when that time is over
         -appId <Application ID> -changeQueue <Queue>   as -movetoqueue
        """;

    private static readonly int[] Widths = [30, 20, 20, 10, 10, 18, 18, 15, 35];

    /// <summary>ISO 8601 with the zone as +0000.</summary>
    private const string ExpiryFormat = "yyyy-MM-dd'T'HH:mm:ss.fffzz'00'";

    public static Task<int> RunAsync(YarnShell shell)
    {
        if (shell.Arguments is ["-kill", .. var ids])
        {
            return ids.Count > 0 ? KillAsync(shell, ids) : throw new UsageException("Missing argument for options: kill");
        }

        var options = new YarnOptions(
            shell.Arguments, ["list"], ["appStates", "appTypes", "appTags", "status", "movetoqueue", "queue", "appId", "updatePriority", "updateLifetime", "changeQueue", "fail"]);
        if (options.Has("list"))
        {
            return ListAsync(shell, options);
        }

        if (options.Value("status") is { } status)
        {
            return StatusAsync(shell, Names.Id(YarnIds.ParseApplication, status));
        }

        if ((options.Value("movetoqueue") ?? options.Value("appId")) is { } moved && (options.Value("queue") ?? options.Value("changeQueue")) is { } queue)
        {
            return MoveAsync(shell, Names.Id(YarnIds.ParseApplication, moved), queue);
        }

        if (options.Value("fail") is { } attempt)
        {
            return AttemptCommand.FailAsync(shell, attempt);
        }

        return options.Value("appId") is { } id
            ? UpdateAsync(shell, Names.Id(YarnIds.ParseApplication, id), options)
            : throw new UsageException("Invalid Command Usage : say -list, -status, -kill, -movetoqueue or -appId");
    }

    private static async Task<int> ListAsync(YarnShell shell, YarnOptions options)
    {
        var request = new GetApplicationsRequestProto();
        var states = options.Values("appStates");
        foreach (var state in states)
        {
            if (!IsAll(state) && Names.Parse<YarnApplicationStateProto>(state, Names.Of) is null)
            {
                shell.Line($"The application state {state} is invalid.");
                shell.Line($"The valid application state can be one of the following: ALL,{string.Join(',', Enum.GetValues<YarnApplicationStateProto>().Select(Names.Of))}");
                return ExitCodes.Usage;
            }
        }

        request.ApplicationStates.AddRange(
            states.Length == 0 ? [YarnApplicationStateProto.Submitted, YarnApplicationStateProto.Accepted, YarnApplicationStateProto.Running]
            : Array.Exists(states, IsAll) ? Enum.GetValues<YarnApplicationStateProto>()
            : states.Select(s => Names.Parse<YarnApplicationStateProto>(s, Names.Of)!.Value).Distinct().Order());
        request.ApplicationTypes.AddRange(options.Values("appTypes"));
        request.ApplicationTags.AddRange(options.Values("appTags"));
        var found = await shell.Client.GetApplicationsAsync(request, shell.Cancellation).ConfigureAwait(false);
        shell.Line(
            $"Total number of applications (application-types: [{string.Join(", ", request.ApplicationTypes)}], states: [{string.Join(", ", request.ApplicationStates.Select(Names.Of))}] "
            + $"and tags: [{string.Join(", ", request.ApplicationTags)}]):{found.Count}");
        shell.Row(Widths, "Application-Id", "Application-Name", "Application-Type", "User", "Queue", "State", "Final-State", "Progress", "Tracking-URL");
        foreach (var a in found)
        {
            shell.Row(
                Widths, a.ApplicationId.ToText(), a.Name, a.ApplicationType, a.User, a.Queue, Names.Of(a.YarnApplicationState), Names.Of(a.FinalApplicationStatus),
                Percent(a.Progress), a.OriginalTrackingUrl);
        }

        return ExitCodes.Ok;
    }

    private static async Task<int> StatusAsync(YarnShell shell, ApplicationIdProto id)
    {
        ApplicationReportProto report;
        try
        {
            report = await shell.Client.GetApplicationAsync(id, shell.Cancellation).ConfigureAwait(false);
        }
        catch (YarnException e) when (e.JavaClass == YarnException.ApplicationNotFound)
        {
            shell.Line($"Application with id '{id.ToText()}' doesn't exist in RM or Timeline Server.");
            return ExitCodes.Usage;
        }

        ApplicationText.Write(shell, report);
        return ExitCodes.Ok;
    }

    // Those that are not there are said; when none is there, that is the outcome.
    private static async Task<int> KillAsync(YarnShell shell, IReadOnlyList<string> ids)
    {
        var code = ExitCodes.Usage;
        foreach (var text in ids)
        {
            var id = Names.Id(YarnIds.ParseApplication, text);
            try
            {
                await KillAsync(shell, id).ConfigureAwait(false);
                code = ExitCodes.Ok;
            }
            catch (YarnException e) when (e.JavaClass == YarnException.ApplicationNotFound)
            {
                shell.Line($"Application with id '{text}' doesn't exist in RM.");
            }
        }

        return code;
    }

    // The ResourceManager says when it is done; until then it is asked again, as Apache's client does.
    private static async Task KillAsync(YarnShell shell, ApplicationIdProto id)
    {
        var report = await shell.Client.GetApplicationAsync(id, shell.Cancellation).ConfigureAwait(false);
        if (HasEnded(report))
        {
            shell.Line($"Application {id.ToText()} has already finished ");
            return;
        }

        shell.Line($"Killing application {id.ToText()}");
        shell.Streams.Out.Flush();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!await shell.Client.KillAsync(id, "", shell.Cancellation).ConfigureAwait(false))
        {
            await timer.WaitForNextTickAsync(shell.Cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<int> MoveAsync(YarnShell shell, ApplicationIdProto id, string queue)
    {
        var report = await shell.Client.GetApplicationAsync(id, shell.Cancellation).ConfigureAwait(false);
        if (HasEnded(report))
        {
            shell.Line($"Application {id.ToText()} has already finished ");
            return ExitCodes.Ok;
        }

        shell.Line($"Moving application {id.ToText()} to queue {queue}");
        await shell.Client.MoveAsync(id, queue, shell.Cancellation).ConfigureAwait(false);
        shell.Line("Successfully completed move.");
        return ExitCodes.Ok;
    }

    private static async Task<int> UpdateAsync(YarnShell shell, ApplicationIdProto id, YarnOptions options)
    {
        if (options.Value("updatePriority") is { } priority)
        {
            var wanted = int.TryParse(priority, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new InputException($"-updatePriority {priority}: expected a whole number");
            shell.Line($"Updating priority of an application {id.ToText()}");
            var given = await shell.Client.SetPriorityAsync(id, wanted, shell.Cancellation).ConfigureAwait(false);
            shell.Line(given == wanted
                ? $"Successfully updated the application {id.ToText()} with priority '{priority}'"
                : $"Updated priority of an application  {id.ToText()} to cluster max priority OR keeping old priority as application is in final states");
            return ExitCodes.Ok;
        }

        if (options.Value("updateLifetime") is { } lifetime)
        {
            var seconds = Number(lifetime, "updateLifetime");
            shell.Line($"Updating timeout for given timeoutType: LIFETIME of an application {id.ToText()}");
            var expiry = DateTimeOffset.Now.AddSeconds(seconds).ToString(ExpiryFormat, CultureInfo.InvariantCulture);
            var given = await shell.Client.SetLifetimeAsync(id, expiry, shell.Cancellation).ConfigureAwait(false);
            shell.Line(given == expiry
                ? $"Successfully updated LIFETIME of an application {id.ToText()}. New expiry time is {given}"
                : $"Updated lifetime of an application  {id.ToText()} to queue max/default lifetime. New expiry time is {given}");
            return ExitCodes.Ok;
        }

        throw new UsageException("Invalid Command Usage : -appId goes with -updatePriority, -updateLifetime or -changeQueue");
    }

    internal static string Percent(float share) => (share * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    private static bool IsAll(string state) => state.Equals("ALL", StringComparison.OrdinalIgnoreCase);

    private static bool HasEnded(ApplicationReportProto report) =>
        report.YarnApplicationState is YarnApplicationStateProto.Finished or YarnApplicationStateProto.Failed or YarnApplicationStateProto.Killed;

    private static long Number(string text, string option) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new InputException($"-{option} {text}: expected a whole number, 0 or more");
}
