using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>What a client uses when it is not told otherwise (getServerDefaults). Answer: <see cref="ServerDefaults"/>.</summary>
public sealed class GetServerDefaultsRequest : ClientRequest, IAsk<ServerDefaults>;

internal static class GetServerDefaults
{
    public static ServerDefaults Run(OperationContext context, GetServerDefaultsRequest request)
    {
        var options = context.Options;
        return new ServerDefaults(
            options.DefaultBlockSize,
            options.BytesPerChecksum,
            options.WritePacketSize,
            options.DefaultReplication,
            options.FileBufferSize,
            options.TrashIntervalMinutes);
    }
}
