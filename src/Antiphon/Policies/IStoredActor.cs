namespace Antiphon.Policies;

/// <summary>
/// An actor that can be stored within an episode and resumed later, bit by bit, by another actor of the same policy, deployment and
/// episode.
/// </summary>
internal interface IStoredActor
{
    /// <summary>
    /// The version of what is saved and of what actors compute from it. It is raised whenever one of them changes, so that a later program
    /// does not go on with a belief that it would not have come to.
    /// </summary>
    const int Version = 1;

    /// <summary>Writes all that the next step depends on.</summary>
    /// <param name="writer">Receives it.</param>
    void Save(BinaryWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Where it is.</param>
    void Restore(BinaryReader reader);

    /// <summary>Remembers what another actor does.</summary>
    /// <param name="other">An actor of the same policy, deployment and episode.</param>
    void Inherit(IStoredActor other)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        other.Save(writer);
        writer.Flush();
        bytes.Position = 0;
        using var reader = new BinaryReader(bytes);
        Restore(reader);
    }
}
