namespace Antiphon.Populations;

/// <summary>One group of a <see cref="RowTable"/>, with columns counted in doubles: every count vector has one for each channel.</summary>
internal readonly ref struct RowGroup
{
    private readonly RowShape shape;
    private readonly int channels;

    internal RowGroup(RowTable table, int group, int channels)
    {
        int start = table.Starts[group];
        (shape, this.channels) = (table.Shape, channels);
        Origins = ref table.Origins[start];
        Last = table.Starts[group + 1] - start - 1;
        Width = table.Widths[group] * channels;
    }

    /// <summary>The rank at which row 0 starts; those of the other rows follow.</summary>
    internal readonly ref int Origins;

    /// <summary>A, the last row: the most agents in the source state.</summary>
    internal int Last { get; }

    /// <summary>Columns, in doubles.</summary>
    internal int Width { get; }

    /// <summary>The first column of a row.</summary>
    internal int Low(int row) => shape == RowShape.LastColumns ? row * channels : 0;

    /// <summary>One past the last column of a row.</summary>
    internal int High(int row) => shape == RowShape.FirstColumns ? Width - (row * channels) : Width;

    /// <summary>The last row that has any of the columns first, .., end - 1.</summary>
    internal int LastWithAny(int first, int end) =>
        shape switch
        {
            RowShape.FirstColumns => Math.Min(Last, (Width - first - 1) / channels),
            RowShape.LastColumns => Math.Min(Last, (end - 1) / channels),
            _ => Last,
        };

    /// <summary>The last row that has all of these columns; -1 when none has.</summary>
    internal int LastWithAll(int first, int end) =>
        shape switch
        {
            RowShape.FirstColumns => end > Width ? -1 : Math.Min(Last, (Width - end) / channels),
            RowShape.LastColumns => Math.Min(Last, first / channels),
            _ => end > Width ? -1 : Last,
        };
}
