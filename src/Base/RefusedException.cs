namespace Hathi.Base;

/// <summary>
/// Somebody refused: a peer what we asked of it, or we what a peer, a program or a user wants.
/// The message says what is refused and what can be done.
/// </summary>
public class RefusedException : IOException
{
    /// <summary>A refusal of our own.</summary>
    public RefusedException(string message)
        : base(message)
    {
    }

    /// <summary>A refusal with what it comes from.</summary>
    public RefusedException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
