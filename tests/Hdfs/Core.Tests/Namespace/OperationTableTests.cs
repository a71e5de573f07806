using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Tests.Namespace;

public class OperationTableTests
{
    [Fact]
    public void Every_client_call_has_its_operation()
    {
        var calls = typeof(ClientRequest).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(ClientRequest)) && !t.IsAbstract).ToList();
        Assert.NotEmpty(calls);
        Assert.Empty(calls.Where(t => !Operation.All.ContainsKey(t)).Select(t => t.Name));
    }

    [Fact]
    public void A_retry_of_these_gets_the_first_answer()
    {
        var once = Operation.All.Keys.Where(t => t.IsAssignableTo(typeof(IAtMostOnce))).Select(t => t.Name).Order(StringComparer.Ordinal);
        Assert.Equal(["AppendRequest", "CreateRequest", "DeleteRequest", "Rename2Request", "RenameRequest", "UpdatePipelineRequest"], once);
    }
}
