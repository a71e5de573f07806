using Hathi.Base;

namespace Hathi.Ring.Data.Reads;

/// <summary>A change is of a table that is not there, or not any more. To try again is of no use.</summary>
/// <param name="table">Its id.</param>
public sealed class NoTableException(Guid table) : RefusedException($"Table with id {table} does not exist");
