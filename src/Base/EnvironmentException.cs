namespace Hathi.Base;

/// <summary>
/// What lies between or below failed: a network, a disk, a machine, or a peer that is silent, gone, or sends what cannot be.
/// Another try, or another node, may do better. The message says where it failed and what can be done.
/// </summary>
public class EnvironmentException : IOException
{
    /// <summary>A failure that nothing else told of.</summary>
    public EnvironmentException(string message)
        : base(message)
    {
    }

    /// <summary>A failure with what told of it.</summary>
    public EnvironmentException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
