namespace Hathi.Base.Cores;

/// <summary>A call that must not be carried out twice: a retry gets the first answer (@AtMostOnce in ClientProtocol).</summary>
public interface IAtMostOnce
{
    /// <summary>
    /// Who it is known by in the <see cref="RetryCache"/>; <see cref="CallKey.None"/> of a client that cannot be told from others.
    /// </summary>
    CallKey Key { get; }
}
