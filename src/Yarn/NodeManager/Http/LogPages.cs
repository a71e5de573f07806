using System.Globalization;
using System.Net;
using Hathi.Web.Faults;
using Hathi.Web.Pages;
using Hathi.Yarn.NodeManager.Logs;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.NodeManager.Storage;
using Hathi.Yarn.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Yarn.NodeManager.Http;

/// <summary>
/// Log files of containers over HTTP. Text as Apache's <c>LogToolUtils</c> writes it, which <c>yarn logs</c> prints as it comes.
/// </summary>
internal sealed class LogPages(NodeIdentity identity, DiskCalls calls)
{
    private const int CopyBytes = 64 * 1024;

    /// <summary><c>…/containerlogs/{id}/{file}?size=</c>: a part from the start, or with a negative size from the end.</summary>
    internal async Task FileAsync(HttpContext context, ContainerLog container, string name)
    {
        using var file = ContainerLogFiles.Open(container.Directory, name, calls)
            ?? throw RestFault.NotFound($"Cannot find this log on the local disk: {name} of {container.Id}");
        var length = RandomAccess.GetLength(file);
        var (start, count) = Range(context.Request.Query["size"], length);
        context.Response.ContentType = "text/plain; charset=utf-8";
        var title = $"Container: {container.Id} on {identity.Id.ToText()}";
        await context.Response.WriteAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{title}\nLogAggregationType: LOCAL\n{new string('=', title.Length)}\nLogType:{name}\n"
                + $"LogLastModifiedTime:{ContainerLogFiles.Time(File.GetLastWriteTimeUtc(file))}\nLogLength:{length}\nLogContents:\n"),
            context.RequestAborted).ConfigureAwait(false);
        await CopyAsync(context, file, start, count).ConfigureAwait(false);
        var end = "End of LogType:" + name + (container.IsDone
            ? ""
            : $".This log file belongs to a running container ({container.Id}) and so may not be complete.");
        await context.Response.WriteAsync($"\n{end}\n{new string('*', end.Length + 50)}\n\n", context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary><c>/node/containerlogs/{id}/{user}</c> for a browser: the files, or one of them.</summary>
    internal async Task BrowseAsync(HttpContext context, ContainerLog container, string? name)
    {
        using var file = name is null ? null : ContainerLogFiles.Open(container.Directory, name, calls);
        if (file is not null)
        {
            var (start, count) = Window(context.Request.Query["start"], context.Request.Query["end"], RandomAccess.GetLength(file));
            context.Response.ContentType = "text/plain; charset=utf-8";
            await CopyAsync(context, file, start, count).ConfigureAwait(false);
            return;
        }

        using var page = new TextReply(context, TextReply.Html);
        page.Append(
            CultureInfo.InvariantCulture, $"<!DOCTYPE html><title>Logs for {container.Id}</title><h1>Logs for {container.Id}</h1><ul>");
        foreach (var log in ContainerLogFiles.Of(container.Directory, calls))
        {
            var text = WebUtility.HtmlEncode(log.Name);
            page.Append(CultureInfo.InvariantCulture, $"<li><a href=\"/node/containerlogs/{container.Id}/"
                + $"{Uri.EscapeDataString(container.User)}/{Uri.EscapeDataString(log.Name)}?start=0\">{text}</a> : "
                + $"Total file length is {log.Length} bytes.");
        }

        await page.Append("</ul>").SendAsync().ConfigureAwait(false);
    }

    private static (long Start, long Count) Range(string? size, long length) =>
        string.IsNullOrEmpty(size) ? (0, length)
        : !long.TryParse(size, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var wanted)
            ? throw new RestFault(400, RestExceptions.NumberFormat, $"For input string: \"{size}\"")
        : wanted == long.MinValue ? (0, length)
        : wanted >= 0 ? (0, Math.Min(wanted, length))
        : (Math.Max(0, length + wanted), Math.Min(-wanted, length));

    // start and end as Apache's ContainerLogsPage has them: negative counts from the end.
    private static (long Start, long Count) Window(string? start, string? end, long length)
    {
        var from = long.TryParse(start, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var s) ? s : 0;
        var to = long.TryParse(end, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var e) ? e : length;
        from = Math.Clamp(from < 0 ? length + from : from, 0, length);
        to = Math.Clamp(to < 0 ? length + to : to, from, length);
        return (from, to - from);
    }

    private static async Task CopyAsync(HttpContext context, SafeFileHandle file, long start, long count)
    {
        var buffer = new byte[CopyBytes];
        while (count > 0)
        {
            var read = await RandomAccess.ReadAsync(
                file, buffer.AsMemory(0, (int)Math.Min(CopyBytes, count)), start, context.RequestAborted).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted).ConfigureAwait(false);
            (start, count) = (start + read, count - read);
        }
    }
}
