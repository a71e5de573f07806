namespace Hathi.Yarn.Core.State;

/// <summary>A place in an <see cref="AppOrder"/>: it stays where it is when the application that had it goes, or has more.</summary>
/// <param name="Priority">Of the application.</param>
/// <param name="Memory">What it used.</param>
/// <param name="Id">Its id.</param>
internal readonly record struct AppKey(int Priority, long Memory, ApplicationId Id)
{
    public static AppKey Of(ScheduledApplication application) =>
        new(application.App.Priority, application.Used.MemoryMiB, application.App.Id);
}
