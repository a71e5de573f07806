using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Options;

/// <summary>
/// A service that lives in the NodeManager for the containers of all applications (yarn.nodemanager.aux-services), such as
/// <c>mapreduce_shuffle</c>. Called from any thread; calls for one application do not overlap. After a restart of the NodeManager every
/// application that still runs is initialised again with the same data.
/// </summary>
public interface IAuxiliaryService
{
    /// <summary>The name in <c>service_data</c> of launch contexts and <c>services_meta_data</c> of answers.</summary>
    string Name { get; }

    /// <summary>What application masters are told of the service.</summary>
    ReadOnlyMemory<byte> MetaData { get; }

    /// <summary>A container of the application starts; again for each container that carries data for this service.</summary>
    /// <exception cref="FormatException">The data is not what the service expects; the container is not started.</exception>
    void InitializeApplication(ApplicationIdProto application, string user, ReadOnlyMemory<byte> data);

    /// <summary>The application has ended on this node.</summary>
    void StopApplication(ApplicationIdProto application);
}
