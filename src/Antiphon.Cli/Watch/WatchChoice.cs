using System.CommandLine;
using Antiphon.Cli.Input;
using Antiphon.Server;

namespace Antiphon.Cli.Watch;

/// <summary>The options of verbs that train for a page which shows the work.</summary>
internal sealed class WatchChoice
{
    private const string FreePort = "http://127.0.0.1:0";

    private readonly DeclaredOption<bool> watch = VerbOptions.Flag(
        "--watch",
        "serve a page that shows the work and can cancel it; its address is printed"
    );
    private readonly DeclaredOption<IReadOnlyList<string>?> urls = VerbOptions.Urls(
        "loopback addresses of the page of --watch; port 0 chooses a free port [a free port]"
    );

    /// <summary>The options.</summary>
    public IReadOnlyList<Option> Options => [watch, urls];

    /// <summary>Refuses an address for a page that was not asked for.</summary>
    /// <exception cref="InvalidInputException">There is one.</exception>
    public void Require(ParseResult parse)
    {
        if (parse.Given(urls) && !parse.GetValue(watch))
        {
            throw new InvalidInputException($"{urls.Name} belongs to {watch.Name}, which is missing; add it, or leave {urls.Name} out");
        }
    }

    /// <summary>Begins to serve the page of some work, and says where; null where no page is asked for.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="surroundings">Where the program runs.</param>
    /// <param name="said">Receives the line that says where.</param>
    /// <param name="describe">Says what is worked on.</param>
    /// <param name="board">What is known of it.</param>
    /// <exception cref="InvalidInputException">It cannot listen there.</exception>
    public WatchedWork? Begin(
        ParseResult parse,
        Surroundings surroundings,
        TextWriter said,
        Func<WorkDescription> describe,
        IWorkBoard board
    )
    {
        if (!parse.GetValue(watch))
        {
            return null;
        }

        try
        {
            var work = new WatchedWork(surroundings, parse.GetValue(urls) ?? [FreePort], describe(), board);
            said.WriteLine($"Watching at {work.Address.TrimEnd('/')}/");
            return work;
        }
        catch (InvalidOptionException refused)
        {
            // This verb has no record of options with such a property.
            string words = refused.Message.Replace(nameof(ServerOptions.Urls), urls.Name, StringComparison.Ordinal);
            throw new InvalidInputException(words, refused);
        }
    }
}
