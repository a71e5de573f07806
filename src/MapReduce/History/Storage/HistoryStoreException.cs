using Hathi.Base;

namespace Hathi.MapReduce.History.Storage;

/// <summary>The file system does not give, or let go, what is kept of jobs that have ended; a later call may find it better.</summary>
internal sealed class HistoryStoreException(string message, Exception? inner) : EnvironmentException(message, inner);
