namespace Hathi.Hadoop.Keys;

/// <summary>What runs a job's tasks reads: sort, shuffle, and the formats of input and output.</summary>
public static class TaskKeys
{
    /// <summary>All of them.</summary>
    public static SettingTable Table { get; } = new(
        "Tasks, input and output",
        "Read by maps and reduces, and by who cuts input into splits (mapred-site.xml, -D).");

    /// <summary>Sort buffer.</summary>
    public static readonly Setting<int> SortMegabytes = Table.Whole(
        "mapreduce.task.io.sort.mb",
        100,
        (1, 2047),
        "MiB of a map's sort buffer; not set: in a container three tenths of mapreduce.map.memory.mb, but 100 at least.",
        "Small: maps spill often and merge. Larger than the container: maps are ended.");

    /// <summary>Runs merged at once.</summary>
    public static readonly Setting<int> SortFactor = Table.Whole(
        "mapreduce.task.io.sort.factor",
        10,
        (2, 10_000),
        "Sorted runs that are merged at once.",
        "Small: data is read and written again. Large: each run needs a buffer and an open file.");

    /// <summary>The combiner again.</summary>
    public static readonly Setting<int> MinSpillsToCombine = Table.Whole(
        "mapreduce.map.combine.minspills",
        3,
        (1, int.MaxValue),
        "With fewer spills the combiner does not run again in their merge.",
        "Small: it runs for nothing. Large: more is fetched.");

    /// <summary>Packed in between.</summary>
    public static readonly Setting<bool> CompressMapOutput = Table.Switch(
        "mapreduce.map.output.compress",
        false,
        "What maps leave for reduces is packed.",
        "false: on a slow network the shuffle takes long. true: processors pack what a fast one would carry.");

    /// <summary>How.</summary>
    public static readonly Setting<string> MapOutputCodec = Table.Class(
        "mapreduce.map.output.compress.codec",
        "org.apache.hadoop.io.compress.DefaultCodec",
        "How it is packed.",
        "A codec that is not there fails the job.");

    /// <summary>Maps at a time.</summary>
    public static readonly Setting<int> LocalMaps = Table.Whole(
        "mapreduce.local.map.tasks.maximum",
        1,
        (1, 1024),
        "Maps at a time of a job that runs in one process.",
        "Large: they slow each other down.").OrElse("the number of processors").WhereApacheHas("1");

    /// <summary>Reducers at a time.</summary>
    public static readonly Setting<int> LocalReduces = Table.Whole(
        "mapreduce.local.reduce.tasks.maximum",
        1,
        (1, 1024),
        "Reducers at a time of a job that runs in one process.",
        "Large: they slow each other down.").OrElse("the number of processors").WhereApacheHas("1");

    /// <summary>Intermediate files.</summary>
    public static readonly Setting<IReadOnlyList<string>> LocalDirectories = Table.Directories(
        "mapreduce.cluster.local.dir",
        "Where a job that runs in one process keeps intermediate files, in turns.",
        "Small disks: tasks fail for lack of room.").OrElse("${hadoop.tmp.dir}/mapred/local");

    /// <summary>Hosts fetched from.</summary>
    public static readonly Setting<int> Fetchers = Table.Whole(
        "mapreduce.reduce.shuffle.parallelcopies",
        5,
        (1, 1000),
        "Hosts that a reduce fetches from at a time.",
        "Few: the shuffle is slow. Many: they crowd the NodeManagers.");

    /// <summary>Connecting to them.</summary>
    public static readonly Setting<TimeSpan> FetchConnectTimeout = Table.Milliseconds(
        "mapreduce.reduce.shuffle.connect.timeout",
        10_000,
        TimeUse.Timeout,
        "How long a reduce waits for a host to take its connection.",
        "Long: a host that is gone is told late, and its maps run again late.").WhereApacheHas("180000");

    /// <summary>Reading from them.</summary>
    public static readonly Setting<TimeSpan> FetchReadTimeout = Table.Milliseconds(
        "mapreduce.reduce.shuffle.read.timeout",
        60_000,
        TimeUse.Timeout,
        "A host that sends nothing for so long has failed.",
        "Short: busy hosts count as failed, and maps run again.").WhereApacheHas("180000");

    /// <summary>Directories in directories.</summary>
    public static readonly Setting<bool> InputRecursive = Table.Switch(
        "mapreduce.input.fileinputformat.input.dir.recursive",
        false,
        "Directories in input directories are read too.",
        "false: a directory in one fails the job.");

    /// <summary>Or passed over.</summary>
    public static readonly Setting<bool> InputIgnoresDirectories = Table.Switch(
        "mapreduce.input.fileinputformat.input.dir.nonrecursive.ignore.subdirs",
        false,
        "If they are not read, they are passed over instead of failing the job.",
        "true: input is left out and nobody is told.");

    /// <summary>Least split.</summary>
    public static readonly Setting<long> SplitMinimum = Table.Size(
        "mapreduce.input.fileinputformat.split.minsize",
        1,
        (long.MinValue, long.MaxValue),
        "Bytes that a split has at least.",
        "More than a block: maps read over the network.").WhereApacheHas("0");

    /// <summary>Most.</summary>
    public static readonly Setting<long> SplitMaximum = Table.Size(
        "mapreduce.input.fileinputformat.split.maxsize",
        long.MaxValue,
        (long.MinValue, long.MaxValue),
        "Bytes that a split has at most; with combined splits 0 is no limit.",
        "Small: many short maps.").OrElse("a block; combined: no limit");

    /// <summary>Combined on a node.</summary>
    public static readonly Setting<long> SplitMinimumOfNode = Table.Size(
        "mapreduce.input.fileinputformat.split.minsize.per.node",
        0,
        (long.MinValue, long.MaxValue),
        "Bytes of a node's that make a combined split of their own; at most those of a rack.",
        "A job whose limits contradict each other is refused.");

    /// <summary>Combined on a rack.</summary>
    public static readonly Setting<long> SplitMinimumOfRack = Table.Size(
        "mapreduce.input.fileinputformat.split.minsize.per.rack",
        0,
        (long.MinValue, long.MaxValue),
        "Bytes of a rack's that make a combined split of their own; at most the maximum.",
        "A job whose limits contradict each other is refused.");

    /// <summary>Lines of a split.</summary>
    public static readonly Setting<int> LinesPerMap = Table.Whole(
        "mapreduce.input.lineinputformat.linespermap",
        1,
        (1, int.MaxValue),
        "Lines of a split of NLineInputFormat.",
        "Small: many short maps.");

    /// <summary>Longest line.</summary>
    public static readonly Setting<int> LongestLine = Table.Whole(
        "mapreduce.input.linerecordreader.line.maxlength",
        int.MaxValue,
        (1, int.MaxValue),
        "Bytes of a line; longer ones are passed over.",
        "Small: input is left out. Large: a file without line ends takes the map's memory.");

    /// <summary>Bytes of a record.</summary>
    public static readonly Setting<int> RecordLength = Table.Whole(
        "fixedlengthinputformat.record.length",
        0,
        (1, SettingTable.Any),
        "Bytes of a record of FixedLengthInputFormat.",
        "Records begin in the middle of others, and a file whose length is no multiple of it fails the job.").OrElse("it must be set");

    /// <summary>Between key and value.</summary>
    public static readonly Setting<string> KeyValueSeparator = Table.Text(
        "mapreduce.input.keyvaluelinerecordreader.key.value.separator",
        "\t",
        "What is between key and value in lines of KeyValueTextInputFormat, a byte.",
        "Whole lines are keys.").OrElse("a tab");

    /// <summary>Where output goes.</summary>
    public static readonly Setting<string> OutputDirectory = Table.PathOf(
        "mapreduce.output.fileoutputformat.outputdir",
        "",
        "Where output goes; the client sets it, and reducers of streaming jobs find it.",
        "Programs look for their output elsewhere.").BetweenOurs();

    /// <summary>Names of files.</summary>
    public static readonly Setting<string> OutputBaseName = Table.Text(
        "mapreduce.output.basename", "part", "How names of output files begin.", "Who looks for part-r-00000 does not find it.");

    /// <summary>Packed output.</summary>
    public static readonly Setting<bool> CompressOutput = Table.Switch(
        "mapreduce.output.fileoutputformat.compress",
        false,
        "Output is packed.",
        "true: packed text cannot be split, and the next job has one map a file.");

    /// <summary>How.</summary>
    public static readonly Setting<string> OutputCodec = Table.Class(
        "mapreduce.output.fileoutputformat.compress.codec",
        "org.apache.hadoop.io.compress.DefaultCodec",
        "How it is packed; text has gzip unless it is said.",
        "A codec that is not there fails the job.");

    /// <summary>Sequence files.</summary>
    public static readonly Setting<string> OutputCompressionType = Table.Text(
        "mapreduce.output.fileoutputformat.compress.type",
        "RECORD",
        "How sequence files are packed: NONE, RECORD or BLOCK.",
        "RECORD: short records take more room packed than plain. Anything else fails the job.");

    /// <summary>Their blocks.</summary>
    public static readonly Setting<int> SequenceBlockBytes = Table.Whole(
        "io.seqfile.compress.blocksize",
        1_000_000,
        (1, int.MaxValue),
        "Bytes of keys and values of a packed block of a sequence file.",
        "Small: it packs badly. Large: each writer takes so much memory.");

    /// <summary>Between key and value of text.</summary>
    public static readonly Setting<string> TextSeparator = Table.Text(
        "mapreduce.output.textoutputformat.separator",
        "\t",
        "What is between key and value in text output.",
        "Who reads it takes it apart wrongly.")
        .OrElse("a tab");

    /// <summary>_SUCCESS.</summary>
    public static readonly Setting<bool> MarkSuccess = Table.Switch(
        "mapreduce.fileoutputcommitter.marksuccessfuljobs",
        true,
        "A job that succeeded leaves _SUCCESS in its output.",
        "false: who waits for it waits for ever.");

    /// <summary>Counters of named outputs.</summary>
    public static readonly Setting<bool> CountNamedOutputs = Table.Switch(
        "mapreduce.multipleoutputs.counters", false, "Records of each named output are counted.", "Many names: as many counters.");

    /// <summary>Fields that decide where a key goes.</summary>
    public static readonly Setting<string> PartitionerOptions = Table.Text(
        "mapreduce.partition.keypartitioner.options",
        "",
        "Which fields of a key decide to which reducer it goes: -k1,2.",
        "Keys that belong together are apart.");

    /// <summary>Fields by which keys are ordered.</summary>
    public static readonly Setting<string> ComparatorOptions = Table.Text(
        "mapreduce.partition.keycomparator.options",
        "",
        "By which fields keys are ordered: -k1,1 -k2,2nr.",
        "Reducers get records in another order.");

    /// <summary>Between fields.</summary>
    public static readonly Setting<string> FieldSeparator = Table.Text(
        "mapreduce.map.output.key.field.separator",
        "\t",
        "What is between fields of a key.",
        "The whole key is the first field.").OrElse("a tab");

    /// <summary>Points of a total order.</summary>
    public static readonly Setting<string> OrderPoints = Table.Text(
        "hathi.mapreduce.totalorderpartitioner.points",
        "",
        "Tells maps the keys at which reducers begin, so that all output is one order.",
        "Output is not in one order.").BetweenOurs();

    /// <summary>A streaming job's partitioner.</summary>
    public static readonly Setting<string> Partitioner = Table.Class(
        "mapreduce.job.partitioner.class",
        "HashPartitioner",
        "What decides, in a streaming job, to which reducer a key goes: HashPartitioner or KeyFieldBasedPartitioner.",
        "Any other fails the job.");

    /// <summary>A streaming job's order.</summary>
    public static readonly Setting<string> Comparator = Table.Class(
        "mapreduce.job.output.key.comparator.class",
        "",
        "How keys of a streaming job are ordered: KeyFieldBasedComparator, or bytes when it is not set.",
        "Any other fails the job.");
}
