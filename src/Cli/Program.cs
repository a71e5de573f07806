using Hathi.Cli;
using Hathi.Cli.Admin;
using Hathi.Cli.Admin.Fsck;
using Hathi.Cli.Cql;
using Hathi.Cli.Dfs;
using Hathi.Cli.Kit;
using Hathi.Cli.MapRed;
using Hathi.Cli.Yarn;
using Hathi.Lab;
using Hathi.Lab.Drivers.Process;
using Hathi.MapReduce.Master;
using Hathi.Node;

// A node and a file system command are told apart before anything else is loaded: both must start fast.
switch (args)
{
    case [ProcessLab.NodeVerb, var conf, .. var rest]:
        return await NodeHost.RunAsync(
            conf, rest.Contains("--format"), Environment.GetEnvironmentVariable(ReadySocket.Variable)).ConfigureAwait(false);
    case ["task-worker", .. var rest]:
        return await TaskWorkerProcess.RunAsync(rest).ConfigureAwait(false);
    case ["job-master", .. var rest]:
        return await JobMasterProcess.RunAsync(rest).ConfigureAwait(false);
    case ["version"] or ["yarn" or "mapred", "version"]:
        return VersionCommand.Run(ShellStreams.OfProcess());
    case ["getconf", .. var rest]:
        return await GetConfCommand.RunAsync(rest).ConfigureAwait(false);
    case ["dfs" or "fs", .. var rest]:
        return await DfsCommand.RunAsync(rest).ConfigureAwait(false);
    case ["dfsadmin", .. var rest]:
        return await DfsAdminCommand.RunAsync(rest).ConfigureAwait(false);
    case ["fsck", .. var rest]:
        return await FsckCommand.RunAsync(rest).ConfigureAwait(false);
    case ["cql", .. var rest]:
        return await CqlCommand.RunAsync(rest).ConfigureAwait(false);
    case ["yarn", .. var rest]:
        return await YarnCommand.RunAsync(rest).ConfigureAwait(false);
    case ["mapred", .. var rest]:
        return await MapRedCommand.RunAsync(rest).ConfigureAwait(false);
}

return await RootVerbs.RunAsync(args).ConfigureAwait(false);
