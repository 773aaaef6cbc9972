using System.Text.Json;

namespace Antiphon.Server;

/// <summary>
/// What is known of work under way. May be told and asked by several threads. Whoever reads all of it may be told some of it again as a
/// change: to receive a row twice changes nothing.
/// </summary>
internal interface IWorkBoard
{
    /// <summary>Whether something changed since changes were written last.</summary>
    bool HasChanged { get; }

    /// <summary>All of it as it is now; what is returned writes it as fields, at any time and without stopping the work.</summary>
    Action<Utf8JsonWriter> Snapshot();

    /// <summary>Writes what changed since the last time, as fields.</summary>
    /// <param name="json">Where to.</param>
    void WriteChanges(Utf8JsonWriter json);

    /// <summary>The work has ended: nothing runs any more.</summary>
    void Stop();
}
