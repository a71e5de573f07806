namespace Hathi.Hadoop.Keys;

/// <summary>A job's settings: where it runs, what it asks for, how its master goes on when something fails.</summary>
public static class MapReduceKeys
{
    private const string OurJob = "Tells a job's master and workers ";

    /// <summary>All of them.</summary>
    public static SettingTable Table { get; } = new("Jobs", "Read by who submits a job and by its master (mapred-site.xml, -D).");

    /// <summary>Where jobs run.</summary>
    public static readonly Setting<string> Framework = Table.Text(
        "mapreduce.framework.name",
        "local",
        "Where jobs run: yarn is the cluster, anything else this process.",
        "local: large jobs run on one machine, and -libjars and the like point to its disk.");

    /// <summary>Staging.</summary>
    public static readonly Setting<string> StagingDirectory = Table.PathOf(
        "yarn.app.mapreduce.am.staging-dir",
        "/tmp/hadoop-yarn/staging",
        "Where jobs keep what they need while they run, in the file system; history is below it unless it is said.",
        "Clients, masters and the history server must have the same, or history is not found.");

    /// <summary>The job's name.</summary>
    public static readonly Setting<string> Name = Table.Text(
        "mapreduce.job.name", "", "The job's name, in lists and pages.", "Nobody finds it.").OrElse("the program's name");

    /// <summary>Who submitted.</summary>
    public static readonly Setting<string> User = Table.Text(
        "mapreduce.job.user.name",
        "",
        "Who submitted it; the client sets it.",
        "The master looks for its files with another user.").BetweenOurs();

    /// <summary>Its queue.</summary>
    public static readonly Setting<string> Queue = Table.Text(
        "mapreduce.job.queuename", "default", "The queue that it goes to.", "A queue that is not there, or not for this user, refuses it.");

    /// <summary>Its priority.</summary>
    public static readonly Setting<string> Priority = Table.Text(
        "mapreduce.job.priority",
        "",
        "Its priority, a number up to yarn.cluster.max-application-priority; what is no number is passed over.",
        "High: it pushes in front of others in its queue.").OrElse("the queue's");

    /// <summary>Tags.</summary>
    public static readonly Setting<IReadOnlyList<string>> Tags = Table.List(
        "mapreduce.job.tags", [], "Words by which its application can be listed.", "It is not listed where it is looked for.");

    /// <summary>Reducers.</summary>
    public static readonly Setting<int> Reduces = Table.Whole(
        "mapreduce.job.reduces",
        1,
        (0, 1_000_000),
        "How many reducers it has; each writes a file.",
        "1: one machine sorts everything. Many: many small files, and each fetches from every map.");

    /// <summary>Maps, as a wish.</summary>
    public static readonly Setting<int> Maps = Table.Whole(
        "mapreduce.job.maps",
        2,
        (1, 1_000_000),
        "Maps of a job without input files; the client writes here how many there are.",
        "Few: the cluster stands idle.");

    /// <summary>Masters it may have.</summary>
    public static readonly Setting<int> MasterAttempts = Table.Whole(
        "mapreduce.am.max-attempts",
        2,
        (SettingTable.Below, SettingTable.Any),
        "Masters that it may have, one after the other; at most yarn.resourcemanager.am.max-attempts.",
        "1: it is lost with the node of its master.");

    /// <summary>A master's memory.</summary>
    public static readonly Setting<int> MasterMemory = Table.Whole(
        "yarn.app.mapreduce.am.resource.mb",
        1536,
        (1, SettingTable.Any),
        "MiB of its master.",
        "Small: jobs of many tasks end for lack of memory. More than the cluster's largest container: the job is refused.");

    /// <summary>A master's cores.</summary>
    public static readonly Setting<int> MasterCores = Table.Whole(
        "yarn.app.mapreduce.am.resource.cpu-vcores",
        1,
        (SettingTable.Below, SettingTable.Any),
        "Virtual cores of its master.",
        "More than the cluster's largest container: the job is refused.");

    /// <summary>A map's memory.</summary>
    public static readonly Setting<long> MapMemory = Table.Long(
        "mapreduce.map.memory.mb",
        1024,
        (long.MinValue, long.MaxValue),
        "MiB of a map's container.",
        "Small: maps are ended when they take more. Large: fewer run at a time.").WhereApacheHas("-1");

    /// <summary>A reduce's memory.</summary>
    public static readonly Setting<long> ReduceMemory = Table.Long(
        "mapreduce.reduce.memory.mb",
        1024,
        (long.MinValue, long.MaxValue),
        "MiB of a reduce's container.",
        "Small: reduces are ended when they take more. Large: fewer run at a time.").WhereApacheHas("-1");

    /// <summary>A map's cores.</summary>
    public static readonly Setting<int> MapCores = Table.Whole(
        "mapreduce.map.cpu.vcores",
        1,
        (SettingTable.Below, SettingTable.Any),
        "Virtual cores of a map's container.",
        "More than the cluster's largest container: the job is refused.");

    /// <summary>A reduce's cores.</summary>
    public static readonly Setting<int> ReduceCores = Table.Whole(
        "mapreduce.reduce.cpu.vcores",
        1,
        (SettingTable.Below, SettingTable.Any),
        "Virtual cores of a reduce's container.",
        "More than the cluster's largest container: the job is refused.");

    /// <summary>Variables.</summary>
    public static readonly Setting<IReadOnlyList<string>> Environment = Table.List(
        "mapreduce.map.env", [], "NAME=VALUE that its containers get.", "What is no NAME=VALUE is passed over.");

    /// <summary>Replicas of its files.</summary>
    public static readonly Setting<int> SubmitReplication = Table.Whole(
        "mapreduce.client.submit.file.replication",
        10,
        (SettingTable.Below, SettingTable.Any),
        "Replicas of the files that every node fetches.",
        "Few: a large cluster waits for one node's disk.");

    /// <summary>Kill waits.</summary>
    public static readonly Setting<TimeSpan> HardKillTimeout = Table.Milliseconds(
        "yarn.app.mapreduce.am.hard-kill-timeout-ms",
        10_000,
        TimeUse.Any,
        "How long a job that is killed has to end in good order; then its application is killed.",
        "Short: what it wrote is not cleared up.");

    /// <summary>Attempts of a map.</summary>
    public static readonly Setting<int> MapAttempts = Table.Whole(
        "mapreduce.map.maxattempts", 4, (1, 100), "Attempts of a map before the job fails.", "1: one bad disk fails the job.");

    /// <summary>Attempts of a reduce.</summary>
    public static readonly Setting<int> ReduceAttempts = Table.Whole(
        "mapreduce.reduce.maxattempts", 4, (1, 100), "Attempts of a reduce before the job fails.", "1: one bad disk fails the job.");

    /// <summary>When reduces begin.</summary>
    public static readonly Setting<double> SlowStart = Table.Number(
        "mapreduce.job.reduce.slowstart.completedmaps",
        0.05,
        (double.MinValue, double.MaxValue),
        "Share of the maps, from 0 to 1, that must be done before reduces are asked for.",
        "Small: reduces hold room and wait. 1: nothing is fetched while maps run.");

    /// <summary>Reduces' share.</summary>
    public static readonly Setting<double> ReduceShare = Table.Number(
        "yarn.app.mapreduce.am.job.reduce.rampup.limit",
        0.5,
        (double.MinValue, double.MaxValue),
        "Share of the memory, from 0 to 1, that reduces may take while maps wait.",
        "Large: maps wait for reduces that wait for maps.");

    /// <summary>Doubled maps.</summary>
    public static readonly Setting<bool> SpeculateMaps = Table.Switch(
        "mapreduce.map.speculative",
        true,
        "A map that is slow gets a second attempt beside it.",
        "true: maps that change something elsewhere do it twice.");

    /// <summary>Doubled reduces.</summary>
    public static readonly Setting<bool> SpeculateReduces = Table.Switch(
        "mapreduce.reduce.speculative",
        true,
        "A reduce that is slow gets a second attempt beside it.",
        "true: reduces that change something elsewhere do it twice.");

    /// <summary>Doubled after.</summary>
    public static readonly Setting<TimeSpan> SpeculateAfter = Table.Milliseconds(
        "hathi.job.speculative.after",
        15_000,
        TimeUse.Any,
        "An attempt younger than this is not doubled.",
        "Short: short tasks run twice for nothing.");

    /// <summary>Bad hosts.</summary>
    public static readonly Setting<int> FailuresPerHost = Table.Whole(
        "mapreduce.job.maxtaskfailures.per.tracker",
        3,
        (1, SettingTable.Any),
        "Failures on a host after which the job asks for no containers there.",
        "Large: a bad node fails tasks until the job fails.");

    /// <summary>Whether they are passed over.</summary>
    public static readonly Setting<bool> PassOverHosts = Table.Switch(
        "yarn.app.mapreduce.am.job.node-blacklisting.enable",
        true,
        "Hosts on which tasks failed are passed over.",
        "false: a bad node fails tasks until the job fails.");

    /// <summary>Unless too many are.</summary>
    public static readonly Setting<int> PassOverPercent = Table.Whole(
        "yarn.app.mapreduce.am.job.node-blacklisting.ignore-threshold-node-percent",
        33,
        (-1, 100),
        "When more than this percentage of the hosts is passed over, none is; -1: there is no such limit.",
        "Small: in a small cluster one bad node is never passed over.");

    /// <summary>Tasks without progress.</summary>
    public static readonly Setting<long> TaskTimeout = Table.Long(
        "mapreduce.task.timeout",
        600_000,
        (long.MinValue, long.MaxValue),
        "Milliseconds after which a task that does not go on fails; 0 and less: never. Less than 10,000 counts as that.",
        "Short: tasks that work on one record for long fail. Never: one that hangs holds up its job.");

    /// <summary>Starving maps.</summary>
    public static readonly Setting<long> UnconditionalPreemptSeconds = Table.Long(
        "mapreduce.job.reducer.unconditional-preempt.delay.sec",
        300,
        (long.MinValue, long.MaxValue),
        "Seconds that maps wait while none runs until they get the place of a reduce; less than 0: they do not.",
        "Long: a job whose reduces hold all room hangs for so long.");

    /// <summary>Committing after the ResourceManager was heard.</summary>
    public static readonly Setting<long> CommitWindowMilliseconds = Table.Long(
        "yarn.app.mapreduce.am.job.committer.commit-window",
        10_000,
        (long.MinValue, long.MaxValue),
        "Milliseconds after the ResourceManager was heard in which a master may commit: another one may have been started.",
        "Long: two masters may commit.");

    /// <summary>Clearing up.</summary>
    public static readonly Setting<TimeSpan> CancelTimeout = Table.Milliseconds(
        "yarn.app.mapreduce.am.job.committer.cancel-timeout",
        60_000,
        TimeUse.Pause,
        "How long a job that ends may clear up.",
        "Short: temporary files stay.");

    /// <summary>After a master's death.</summary>
    public static readonly Setting<bool> Recovery = Table.Switch(
        "yarn.app.mapreduce.am.job.recovery.enable",
        true,
        "A master that follows a dead one keeps the tasks that were done.",
        "false: the job begins again.");

    /// <summary>Tasks in the master.</summary>
    public static readonly Setting<bool> Uber = Table.Switch(
        "mapreduce.job.ubertask.enable",
        true,
        "A small job's tasks run in its master; not set: of one map with at most 16 MiB and one reduce at most.",
        "true: what a task breaks takes the master with it. false: small jobs wait for containers.")
        .OrElse("for very small jobs").WhereApacheHas("false");

    /// <summary>With so many maps.</summary>
    public static readonly Setting<int> UberMaps = Table.Whole(
        "mapreduce.job.ubertask.maxmaps",
        9,
        (SettingTable.Below, SettingTable.Any),
        "Maps that such a job may have.",
        "Large: one process does what many could.");

    /// <summary>With so many reduces.</summary>
    public static readonly Setting<int> UberReduces = Table.Whole(
        "mapreduce.job.ubertask.maxreduces",
        1,
        (SettingTable.Below, SettingTable.Any),
        "Reduces that such a job may have.",
        "Large: one process does what many could.");

    /// <summary>With so much input.</summary>
    public static readonly Setting<long> UberBytes = Table.Size(
        "mapreduce.job.ubertask.maxbytes",
        0,
        (long.MinValue, long.MaxValue),
        "Bytes of input that such a job may have.",
        "Large: one process does what many could.").OrElse("dfs.blocksize");

    /// <summary>Waiting for the NameNode.</summary>
    public static readonly Setting<TimeSpan> NameNodeWait = Table.Seconds(
        "hathi.job.namenode.wait",
        120,
        TimeUse.Any,
        "How long a job's master and workers wait for a NameNode that restarts or is in safe mode, in every call; 0: not at all.",
        "Short: jobs fail when the NameNode restarts.");

    /// <summary>Access lists hold.</summary>
    public static readonly Setting<bool> AccessLists = Table.Switch(
        "mapreduce.cluster.acls.enabled",
        false,
        "The access lists of jobs hold.",
        "false: everybody may see and end the jobs of others.");

    /// <summary>Administrators.</summary>
    public static readonly Setting<string> Administrators = Table.AccessList(
        "mapreduce.cluster.administrators", " ", "Who may see and end every job.", "Everybody may.");

    /// <summary>Who may see it.</summary>
    public static readonly Setting<string> Viewers = Table.AccessList(
        "mapreduce.job.acl-view-job",
        " ",
        "Who may see the job beside its owner.",
        "*: its settings and counters are everybody's to read.");

    /// <summary>Who may end it.</summary>
    public static readonly Setting<string> Modifiers = Table.AccessList(
        "mapreduce.job.acl-modify-job", " ", "Who may end the job beside its owner.", "*: everybody may.");

    /// <summary>Where the program is.</summary>
    public static readonly Setting<string> WorkerHome = Table.PathOf(
        "hathi.worker.home",
        "",
        "Where this program lies on every node, if it does: then it is not sent with jobs. HATHI_HOME of containers.",
        "Containers of jobs do not start.").OrElse("it is sent to the nodes");

    /// <summary>Where it is sent to.</summary>
    public static readonly Setting<string> WorkerArchives = Table.PathOf(
        "hathi.worker.archive.dir",
        "/tmp/hadoop-yarn/hathi",
        "Where archives of this program are kept in the file system.",
        "Where users may not write, the first job of each version fails.");

    /// <summary>Its assembly.</summary>
    public static readonly Setting<string> Assembly = Table.Text(
        "hathi.job.assembly", "", OurJob + "the file name of its assembly.", "Its containers do not find it.").BetweenOurs();

    /// <summary>Its class.</summary>
    public static readonly Setting<string> Program = Table.Text(
        "hathi.job.program", "", OurJob + "the class that says what it is.", "Its containers do not find it.").BetweenOurs();

    /// <summary>How many arguments.</summary>
    public static readonly Setting<int> Arguments = Table.Whole(
        "hathi.job.arguments",
        0,
        (SettingTable.Below, SettingTable.Any),
        OurJob + "how many arguments its program has.",
        "The program is made with other arguments.").BetweenOurs();

    /// <summary>One of them.</summary>
    public static readonly Setting<string> Argument = Table.Text(
        "hathi.job.arguments.<number>", "", OurJob + "one of them.", "The program is made with other arguments.").BetweenOurs();

    /// <summary>Its files.</summary>
    public static readonly Setting<string> Resources = Table.Text(
        "hathi.job.resources", "", OurJob + "what containers get, one a line.", "Containers lack files.").BetweenOurs();

    /// <summary>How it is started.</summary>
    public static readonly Setting<string> Command = Table.Text(
        "hathi.job.command", "", OurJob + "what starts the program in a container.", "Containers do not start.").BetweenOurs();

    /// <summary>Which master it is.</summary>
    public static readonly Setting<int> MasterAttempt = Table.Whole(
        "mapreduce.job.application.attempt.id",
        0,
        (SettingTable.Below, SettingTable.Any),
        OurJob + "which of its masters this is.",
        "Output of an earlier master is not told from this one's.").BetweenOurs();

    /// <summary>The chain it is of.</summary>
    public static readonly Setting<string> ChainId = Table.Text(
        "hathi.mapreduce.chain.id",
        "",
        OurJob + "of which chain of jobs it is.",
        "Jobs of the chain do not find each other's output.").BetweenOurs();

    /// <summary>Its place in it.</summary>
    public static readonly Setting<int> ChainStep = Table.Whole(
        "hathi.mapreduce.chain.step",
        0,
        (0, SettingTable.Any),
        OurJob + "its number in the chain.",
        "Another job of the chain runs.").BetweenOurs();
}
