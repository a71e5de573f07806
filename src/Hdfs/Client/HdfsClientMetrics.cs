using System.Diagnostics.Metrics;

namespace Hathi.Hdfs.Client;

/// <summary>Figures of all HDFS clients of this process, as the meter <c>Hathi.Hdfs.Client</c>.</summary>
internal static class HdfsClientMetrics
{
    private static readonly Meter Meter = new("Hathi.Hdfs.Client");

    /// <summary>Bytes of files that were read and verified.</summary>
    internal static readonly Counter<long> BytesRead = Meter.CreateCounter<long>("hdfs.client.read", "By");

    /// <summary>Bytes of files that all nodes of a pipeline have acknowledged.</summary>
    internal static readonly Counter<long> BytesWritten = Meter.CreateCounter<long>("hdfs.client.written", "By");

    /// <summary>Replicas that could not be read, so that another was.</summary>
    internal static readonly Counter<long> ReadFailovers = Meter.CreateCounter<long>("hdfs.client.read.failovers");

    /// <summary>Replicas whose data did not fit its checksum.</summary>
    internal static readonly Counter<long> ChecksumErrors = Meter.CreateCounter<long>("hdfs.client.read.checksum_errors");

    /// <summary>Second reads beside slow ones.</summary>
    internal static readonly Counter<long> HedgedReads = Meter.CreateCounter<long>("hdfs.client.read.hedged");

    /// <summary>Write pipelines that were rebuilt.</summary>
    internal static readonly Counter<long> PipelineRecoveries = Meter.CreateCounter<long>("hdfs.client.write.recoveries");
}
