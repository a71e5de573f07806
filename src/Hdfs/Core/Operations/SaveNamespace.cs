using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// May the caller save the name space now (saveNamespace): superuser, in safe mode. Answer: true; the shell then writes the checkpoint and
/// replies to the client.
/// </summary>
public sealed class SaveNamespaceRequest : ClientRequest, IAsk<bool>;

internal static class SaveNamespace
{
    public static bool Run(OperationContext context, SaveNamespaceRequest request)
    {
        context.Permissions.RequireSuperUser(request.Caller, "saveNamespace");
        return context.Blocks.Manager.InSafeMode
            ? true
            : throw new HdfsFault(HdfsError.Io, "Safe mode should be turned ON in order to create namespace image.");
    }
}
