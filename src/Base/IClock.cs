namespace Hathi.Base;

/// <summary>Where a shell reads the time that it hands to its Core. Safe from any thread.</summary>
public interface IClock
{
    /// <summary>The time at this moment.</summary>
    Now Read();
}
