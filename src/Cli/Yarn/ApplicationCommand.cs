using System.Globalization;
using Hathi.Base.CommandLine;
using Hathi.Cli.Kit;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.Cli.Yarn;

/// <summary><c>yarn application</c>. Output: Apache's <c>ApplicationCLI</c>.</summary>
internal static class ApplicationCommand
{
    public static readonly YarnCommandTable Table = new(
        "application",
        [
            new("status", "Application ID", "which one"),
            new("list", null, "which of all"),
            CommandOption.List("appStates", "States", "those in these states (ALL: in any); those that have not ended when it is not said"),
            CommandOption.List("appTypes", "Types", "those of these types, such as MAPREDUCE"),
            CommandOption.List("appTags", "Tags", "those with one of these tags"),
            new("kill", "Application IDs ...", "which ones") { Most = CommandOption.Any, Collects = true, Separator = ' ' },
            new("movetoqueue", "Application ID", "which one"),
            new("queue", "Queue Name", "where -movetoqueue moves it to"),
            new("appId", "Application ID", "which one is changed"),
            new("updatePriority", "Priority", "the higher is served first"),
            new("updateLifetime", "Seconds", "from now"),
            new("changeQueue", "Queue Name", "where to"),
        ],
        [
            new("status", [], [], "everything about one", static (shell, options) => StatusAsync(shell, Id(options, "status"))),
            new("list", [], ["appStates", "appTypes", "appTags"], "the applications that there are", ListAsync),
            new("kill", [], [], "ends them", static (shell, options) => KillAsync(shell, options.Values("kill"))),
            new("movetoqueue", ["queue"], [], "moves one to another queue; -changeQueue does the same",
                static (shell, options) => MoveAsync(shell, Id(options, "movetoqueue"), options.Value("queue")!)),
            new("updatePriority", ["appId"], [], "gives one another priority", UpdatePriorityAsync),
            new("updateLifetime", ["appId"], [], "ends one when that time is over", UpdateLifetimeAsync),
            new(
                "changeQueue",
                ["appId"],
                [],
                "moves one to another queue",
                static (shell, options) => MoveAsync(shell, Id(options, "appId"), options.Value("changeQueue")!)),
        ]);

    private static readonly int[] Widths = [30, 20, 20, 10, 10, 18, 18, 15, 35];

    private static async Task<int> ListAsync(YarnShell shell, CommandOptions options)
    {
        var request = new GetApplicationsRequestProto();
        var states = options.Values("appStates");
        foreach (var state in states)
        {
            if (!IsAll(state) && Names.Parse<YarnApplicationStateProto>(state, Names.Of) is null)
            {
                shell.Line($"The application state {state} is invalid.");
                shell.Line("The valid application state can be one of the following: "
                    + $"ALL,{string.Join(',', Enum.GetValues<YarnApplicationStateProto>().Select(Names.Of))}");
                return ExitCodes.Usage;
            }
        }

        request.ApplicationStates.AddRange(
            states.Count == 0 ? [YarnApplicationStateProto.Submitted, YarnApplicationStateProto.Accepted, YarnApplicationStateProto.Running]
            : states.Any(IsAll) ? Enum.GetValues<YarnApplicationStateProto>()
            : states.Select(s => Names.Parse<YarnApplicationStateProto>(s, Names.Of)!.Value).Distinct().Order());
        request.ApplicationTypes.AddRange(options.Values("appTypes").Select(static t => t.ToUpperInvariant()).Distinct());

        // The ResourceManager keeps tags in small letters.
        var tags = options.Values("appTags").Distinct().ToList();
        request.ApplicationTags.AddRange(tags.Select(static t => t.ToLowerInvariant()));
        var found = await shell.Client.GetApplicationsAsync(request, shell.Cancellation).ConfigureAwait(false);
        shell.Line(
            $"Total number of applications (application-types: [{string.Join(", ", request.ApplicationTypes)}], states: "
            + $"[{string.Join(", ", request.ApplicationStates.Select(Names.Of))}] and tags: [{string.Join(", ", tags)}]):{found.Count}");
        shell.Row(
            Widths, "Application-Id", "Application-Name", "Application-Type", "User", "Queue", "State", "Final-State", "Progress",
            "Tracking-URL");
        foreach (var a in found)
        {
            shell.Row(
                Widths, a.ApplicationId.ToText(), a.Name, a.ApplicationType, a.User, a.Queue, Names.Of(a.YarnApplicationState),
                Names.Of(a.FinalApplicationStatus),
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
        foreach (var text in ids.DefaultIfEmpty("")) // an empty word is no id, and told so
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

    private static async Task<int> UpdatePriorityAsync(YarnShell shell, CommandOptions options)
    {
        var id = Id(options, "appId");
        var priority = options.Value("updatePriority")!;
        var wanted = int.TryParse(priority, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InputException($"-updatePriority {priority}: expected a whole number");
        shell.Line($"Updating priority of an application {id.ToText()}");
        var given = await shell.Client.SetPriorityAsync(id, wanted, shell.Cancellation).ConfigureAwait(false);
        shell.Line(given == wanted
            ? $"Successfully updated the application {id.ToText()} with priority '{priority}'"
            : $"Updated priority of an application  {id.ToText()} to cluster max priority OR keeping old priority as application is in "
                + "final states");
        return ExitCodes.Ok;
    }

    private static async Task<int> UpdateLifetimeAsync(YarnShell shell, CommandOptions options)
    {
        var id = Id(options, "appId");
        var expiry = Expiry(DateTimeOffset.Now.AddSeconds(Number(options.Value("updateLifetime")!, "updateLifetime")));
        shell.Line($"Updating timeout for given timeoutType: LIFETIME of an application {id.ToText()}");
        var given = await shell.Client.SetLifetimeAsync(id, expiry, shell.Cancellation).ConfigureAwait(false);
        shell.Line(given == expiry
            ? $"Successfully updated LIFETIME of an application {id.ToText()}. New expiry time is {given}"
            : $"Updated lifetime of an application  {id.ToText()} to queue max/default lifetime. New expiry time is {given}");
        return ExitCodes.Ok;
    }

    /// <summary>
    /// ISO 8601 with the zone's hours and minutes and no colon between, as the ResourceManager reads it. Source: Times.formatISO8601.
    /// </summary>
    internal static string Expiry(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture) + time.ToString("zzz", CultureInfo.InvariantCulture)
            .Replace(":", "", StringComparison.Ordinal);

    private static ApplicationIdProto Id(CommandOptions options, string option) =>
        Names.Id(YarnIds.ParseApplication, options.Value(option)!);

    internal static string Percent(float share) => (share * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    private static bool IsAll(string state) => state.Equals("ALL", StringComparison.OrdinalIgnoreCase);

    private static bool HasEnded(ApplicationReportProto report) =>
        report.YarnApplicationState is YarnApplicationStateProto.Finished
            or YarnApplicationStateProto.Failed
            or YarnApplicationStateProto.Killed;

    private static long Number(string text, string option) => long.TryParse(
        text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new InputException($"-{option} {text}: expected a whole number, 0 or more");
}
