namespace Hathi.Architecture.Tests;

/// <summary>
/// As <see cref="RequestFieldTests"/>, for servers that are asked in other messages than those called requests as well: operations of
/// DataTransferProtocol, reports of workers. Whatever a server decodes counts but answers. What is named beside a server serves no call: it
/// reads orders, answers and names of files, in which there are the same messages as in requests.
/// </summary>
public sealed class WorkerRequestTests
{
    [Theory]
    [InlineData(
        "Hathi.Hdfs.DataNode", "Hathi.Hdfs.Protocol", "OpWriteBlockProto", "Service.BlockRecovery", "Service.CommandRunner",
        "Service.NameNodeSession", "Service.RecoveryLeader", "Service.RecoveryPeers")]
    [InlineData("Hathi.MapReduce.History", "Hathi.MapReduce.Protocol", "GetTaskReportsRequestProto", "Storage.HistoryFiles")]
    [InlineData("Hathi.MapReduce.Master", "Hathi.MapReduce.Protocol", "AttemptReportProto")]
    public void Whatever_is_asked_is_read_through_converters(string server, string messages, string one, params string[] asking)
    {
        using var reader = new RequestFieldReader(RequestFieldReader.PathOf(server), $"{server}.Mapping.Request");
        var requests = reader.Decoded(System.Reflection.Assembly.Load(messages))
            .FindAll(static t => !t.Name.EndsWith("ResponseProto", StringComparison.Ordinal));
        Assert.Contains(requests, t => t.Name == one);
        var unread = reader.ReadUnchecked(RequestFieldReader.GettersOf(requests));
        bool IsOf(string place, string type) => place.StartsWith($"{server}.{type}.", StringComparison.Ordinal);
        Assert.All(asking, type => Assert.Contains(unread, place => IsOf(place, type)));
        unread.RemoveAll(place => Array.Exists(asking, type => IsOf(place, type)));
        Assert.True(unread.Count == 0, string.Join(Environment.NewLine, unread));
    }
}
