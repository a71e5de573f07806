namespace Hathi.Hdfs.Client.Config;

/// <summary>Old names that users still write, with what they are called now. Source: Apache's DeprecatedProperties table.</summary>
internal static class DeprecatedNames
{
    private static readonly Dictionary<string, string> Now = new(StringComparer.Ordinal)
    {
        ["fs.default.name"] = "fs.defaultFS",
        ["dfs.block.size"] = "dfs.blocksize",
        ["dfs.umaskmode"] = "fs.permissions.umask-mode",
        ["dfs.socket.timeout"] = "dfs.client.socket-timeout",
        ["dfs.write.packet.size"] = "dfs.client-write-packet-size",
        ["dfs.permissions.supergroup"] = "dfs.permissions.superusergroup",
        ["dfs.federation.nameservices"] = "dfs.nameservices",
        ["dfs.name.dir"] = "dfs.namenode.name.dir",
        ["dfs.data.dir"] = "dfs.datanode.data.dir",
        ["io.bytes.per.checksum"] = "dfs.bytes-per-checksum",
        ["topology.script.file.name"] = "net.topology.script.file.name",
        ["mapred.job.name"] = "mapreduce.job.name",
        ["mapred.job.queue.name"] = "mapreduce.job.queuename",
        ["mapred.input.dir"] = "mapreduce.input.fileinputformat.inputdir",
        ["mapred.output.dir"] = "mapreduce.output.fileoutputformat.outputdir",
        ["mapred.output.compress"] = "mapreduce.output.fileoutputformat.compress",
        ["mapred.output.compression.codec"] = "mapreduce.output.fileoutputformat.compress.codec",
        ["mapred.compress.map.output"] = "mapreduce.map.output.compress",
        ["mapred.map.tasks"] = "mapreduce.job.maps",
        ["mapred.reduce.tasks"] = "mapreduce.job.reduces",
        ["mapred.min.split.size"] = "mapreduce.input.fileinputformat.split.minsize",
        ["mapred.max.split.size"] = "mapreduce.input.fileinputformat.split.maxsize",
        ["mapred.textoutputformat.separator"] = "mapreduce.output.textoutputformat.separator",
        ["key.value.separator.in.input.line"] = "mapreduce.input.keyvaluelinerecordreader.key.value.separator",
        ["map.output.key.field.separator"] = "mapreduce.map.output.key.field.separator",
        ["mapred.output.key.comparator.class"] = "mapreduce.job.output.key.comparator.class",
        ["mapred.text.key.comparator.options"] = "mapreduce.partition.keycomparator.options",
        ["mapred.text.key.partitioner.options"] = "mapreduce.partition.keypartitioner.options",
        ["io.sort.mb"] = "mapreduce.task.io.sort.mb",
        ["io.sort.factor"] = "mapreduce.task.io.sort.factor",
    };

    /// <summary>The name of today for any name.</summary>
    internal static string Translate(string name) => Now.GetValueOrDefault(name, name);
}
