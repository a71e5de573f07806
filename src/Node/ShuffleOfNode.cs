using Hathi.MapReduce.Shuffle.Serve;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.Protocol;

namespace Hathi.Node;

/// <summary>MapReduce's shuffle service as a NodeManager knows its services: neither knows the other.</summary>
internal sealed class ShuffleOfNode(ShuffleService service) : IAuxiliaryService
{
    public string Name => NodeManagerSettings.Shuffle;

    public ReadOnlyMemory<byte> MetaData => service.MetaData;

    public void InitializeApplication(ApplicationIdProto application, string user, ReadOnlyMemory<byte> data) =>
        service.AddApplication(application.ToText(), user, data.Span);

    public void StopApplication(ApplicationIdProto application) => service.RemoveApplication(application.ToText());
}
