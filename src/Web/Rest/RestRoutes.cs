using Hathi.Web.Faults;
using Microsoft.AspNetCore.Http;

namespace Hathi.Web.Rest;

/// <summary>Answers one resource.</summary>
/// <param name="context">The request.</param>
/// <param name="values">What stands in the path for each <c>{…}</c> of the template, in order.</param>
public delegate Task RestHandler(HttpContext context, IReadOnlyList<string> values);

/// <summary>
/// The resources of a REST service: method and path. A path that is there for another method is answered with 405 and the methods that it
/// has, any other with 404. Set up by one thread, then used by any number.
/// </summary>
/// <param name="root">Where all of them begin, such as <c>/ws/v1/cluster</c>.</param>
public sealed class RestRoutes(string root)
{
    private readonly List<Route> _routes = [];

    /// <summary>Where all of them begin.</summary>
    public string Root => root;

    /// <summary>All that there is: method and path below <see cref="Root"/>, as added.</summary>
    public IEnumerable<(string Method, string Template)> All => _routes.Select(static r => (r.Method, r.Template));

    /// <summary>A resource. The first that fits a path answers it.</summary>
    /// <param name="method">GET (which HEAD is answered by as well), PUT, POST.</param>
    /// <param name="template">The path below the root, such as <c>apps/{appid}/state</c>; empty: the root itself.</param>
    /// <param name="answer">Answers it.</param>
    public RestRoutes Add(string method, string template, RestHandler answer)
    {
        _routes.Add(new Route(method, template, template.Split('/', StringSplitOptions.RemoveEmptyEntries), answer));
        return this;
    }

    /// <summary>A resource that is read.</summary>
    public RestRoutes Get(string template, RestHandler answer) => Add("GET", template, answer);

    /// <summary>Whether a path is the root or below it.</summary>
    public bool Holds(string path) =>
        path.StartsWith(root, StringComparison.Ordinal) && (path.Length == root.Length || path[root.Length] == '/');

    /// <summary>Answers a path that <see cref="Holds"/>.</summary>
    /// <exception cref="RestFault">There is no such resource, or not for this method.</exception>
    public Task AnswerAsync(HttpContext context)
    {
        var parts = context.Request.Path.Value![root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        var methods = new List<string>();
        foreach (var route in _routes)
        {
            if (!route.Fits(parts))
            {
                continue;
            }

            if (route.Method == context.Request.Method)
            {
                return route.Answer(context, route.ValuesOf(parts));
            }

            methods.Add(route.Method);
        }

        if (methods.Count == 0)
        {
            throw RestFault.NotFound($"There is no {context.Request.Path} here.");
        }

        context.Response.Headers.Allow = string.Join(
            ", ", [.. methods.Distinct(StringComparer.Ordinal), .. methods.Contains("GET") ? ["HEAD"] : (string[])[]]);
        return RestReply.RefuseAsync(
            context,
            StatusCodes.Status405MethodNotAllowed,
            RestExceptions.NotAllowed,
            $"{context.Request.Method} is nothing that {context.Request.Path} does: {context.Response.Headers.Allow}.");
    }

    private sealed record Route(string Method, string Template, string[] Parts, RestHandler Answer)
    {
        public bool Fits(string[] path)
        {
            if (path.Length != Parts.Length)
            {
                return false;
            }

            for (var i = 0; i < Parts.Length; i++)
            {
                if (!IsVariable(Parts[i]) && Parts[i] != path[i])
                {
                    return false;
                }
            }

            return true;
        }

        public IReadOnlyList<string> ValuesOf(string[] path) => [.. path.Where((_, i) => IsVariable(Parts[i]))];

        private static bool IsVariable(string part) => part[0] == '{';
    }
}
