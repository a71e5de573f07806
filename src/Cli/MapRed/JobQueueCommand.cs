using Hathi.Base;
using Hathi.Cli.Kit;
using Hathi.Cli.Yarn;
using Hathi.Hadoop.Conf;
using Hathi.Yarn.Protocol;

namespace Hathi.Cli.MapRed;

/// <summary><c>mapred queue</c>. Output: Apache's <c>JobQueueClient</c>.</summary>
internal sealed class JobQueueCommand(YarnShell shell)
{
    public static readonly MapRedVerb<JobQueueCommand>[] Verbs =
    [
        new("-list", "", 0, 0, "the queues and those below them", static (c, _) => c.ListAsync()),
        new("-info", "<job-queue-name> [-showJobs]", 1, 2, "one queue, and the jobs in it",
            static (c, w) => w is [var name] && name != "-showJobs"
                ? c.InfoAsync(name, showJobs: false)
                : w is [var of, "-showJobs"] ? c.InfoAsync(of, showJobs: true)
                : null),
        new("-showacls", "", 0, 0, "what you may do in each queue", static (c, _) => c.AccessAsync()),
    ];

    private readonly ShellWriter _out = shell.Streams.Out;

    public Task<int> RunAsync(IReadOnlyList<string> words) => MapRedVerbs.RunAsync("queue", Verbs, this, words, shell.Streams);

    private async Task<int> ListAsync()
    {
        var root = await FindAsync("root", children: true, applications: false).ConfigureAwait(false);
        foreach (var queue in root?.ChildQueues ?? [])
        {
            Write(queue, "");
        }

        return ExitCodes.Ok;
    }

    // One that is not there is said, and that is no failure, as with Apache's.
    private async Task<int> InfoAsync(string name, bool showJobs)
    {
        if (await FindAsync(name, children: false, applications: true).ConfigureAwait(false) is not { } queue)
        {
            _out.Line($"Queue \"{name}\" does not exist.");
            return ExitCodes.Ok;
        }

        Write(queue, "");
        if (showJobs && queue.ChildQueues.Count == 0)
        {
            JobTable.Write(queue.Applications, _out);
        }

        return ExitCodes.Ok;
    }

    private async Task<int> AccessAsync()
    {
        var queues = await shell.Client.GetQueueAccessAsync(shell.Cancellation).ConfigureAwait(false);
        if (queues.Count == 0)
        {
            _out.Line($"User {CurrentUser.Name} does not have access to any queue. \n");
            return ExitCodes.Ok;
        }

        _out.Line($"Queue acls for user :  {CurrentUser.Name}");
        _out.Line("\nQueue  Operations");
        _out.Line("=====================");
        foreach (var queue in queues)
        {
            var operations = queue.UserAcls.Select(static a => a == QueueACLProto.QaclAdministerQueue
                ? "ADMINISTER_QUEUE"
                : "SUBMIT_APPLICATIONS").Order(StringComparer.Ordinal);
            _out.Line($"{queue.QueueName}  {string.Join(',', operations)}");
        }

        return ExitCodes.Ok;
    }

    private Task<QueueInfoProto?> FindAsync(string name, bool children, bool applications) => shell.Client.GetQueueAsync(
        new GetQueueInfoRequestProto
        {
            QueueName = name, IncludeChildQueues = children, Recursive = children, IncludeApplications = applications,
        },
        shell.Cancellation);

    // Source: JobQueueClient.printJobQueueInfo, TypeConverter.fromYarn(QueueInfo).
    private void Write(QueueInfoProto queue, string indent)
    {
        var most = queue.MaximumCapacity < 0 ? "UNDEFINED" : JavaNumber.Format(queue.MaximumCapacity * 100);
        _out.Line(indent + "======================");
        _out.Line($"{indent}Queue Name : {queue.QueueName} ");
        _out.Line($"{indent}Queue State : "
            + $"{(queue.State == QueueStateProto.QDraining ? "undefined" : Names.Of(queue.State).ToLowerInvariant())} ");
        _out.Line(
            $"{indent}Scheduling Info : Capacity: {JavaNumber.Format(queue.Capacity * 100)}, MaximumCapacity: {most}, CurrentCapacity: "
            + $"{JavaNumber.Format(queue.CurrentCapacity * 100)} ");
        foreach (var child in queue.ChildQueues)
        {
            Write(child, "    " + indent);
        }
    }
}
