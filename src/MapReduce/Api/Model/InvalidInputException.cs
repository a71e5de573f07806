using Hathi.Base;

namespace Hathi.MapReduce;

/// <summary>The job's input is not there or cannot be one (Apache's InvalidInputException). One line a fault.</summary>
public sealed class InvalidInputException(string message) : RefusedException(message)
{
    internal static InvalidInputException Of(IReadOnlyList<string> faults) => new(string.Join('\n', faults));
}
