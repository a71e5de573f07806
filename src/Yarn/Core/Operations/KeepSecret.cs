using Hathi.Yarn.Core.Edits;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.ResourceManager;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>
/// Keeps bytes over restarts for the shell (a master key). Answer: null, once durable. Read them back from
/// <see cref="ResourceManagerCore.Secrets"/>.
/// </summary>
public sealed class KeepSecretRequest : RmInput, IAsk<Done>
{
    public required string Name { get; init; }

    /// <summary>Empty: forget it.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }
}

internal static class KeepSecret
{
    public static void Run(OperationContext context, KeepSecretRequest request)
    {
        context.Commit(new SecretKept(request.Name, request.Bytes.ToArray()));
    }
}
