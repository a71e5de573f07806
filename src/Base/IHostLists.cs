namespace Hathi.Base;

/// <summary>Which hosts may join a server and which are to leave it, by names and addresses.</summary>
public interface IHostLists
{
    /// <summary>Names that had no address yet, and may have one later: whoever read them looks them up again.</summary>
    int Unresolved { get; }
}
