using System.Text;
using System.Text.Encodings.Web;

namespace Antiphon.Cli.Reporting;

/// <summary>Writes HTML. Every text and every attribute value is escaped; only <see cref="Verbatim"/> is not.</summary>
internal sealed class Html
{
    private readonly StringBuilder page = new();
    private readonly Stack<string> open = new();

    /// <summary>Opens an element; its content follows until <see cref="Close"/>.</summary>
    public Html Open(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Tag(name, attributes);
        open.Push(name);
        return this;
    }

    /// <summary>Closes the innermost open element.</summary>
    public Html Close()
    {
        page.Append("</").Append(open.Pop()).Append(">\n");
        return this;
    }

    /// <summary>An element with text.</summary>
    public Html Element(string name, string text, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Tag(name, attributes);
        Text(text);
        page.Append("</").Append(name).Append('>');
        return this;
    }

    /// <summary>An element that has no content and no end.</summary>
    public Html Void(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Tag(name, attributes);
        page.Append('\n');
        return this;
    }

    /// <summary>Text.</summary>
    public Html Text(string text)
    {
        page.Append(HtmlEncoder.Default.Encode(text));
        return this;
    }

    /// <summary>Text in which `words between such marks` are code.</summary>
    public Html Prose(string text)
    {
        foreach ((int index, string part) in text.Split('`').Index())
        {
            if (index % 2 == 1)
            {
                Element("code", part);
            }
            else
            {
                Text(part);
            }
        }

        return this;
    }

    /// <summary>The content of a script or style element, or the document type; the caller answers for it.</summary>
    public Html Verbatim(string content)
    {
        page.Append(content);
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => page.ToString();

    private void Tag(string name, ReadOnlySpan<(string Name, string Value)> attributes)
    {
        page.Append('<').Append(name);
        foreach ((string attribute, string value) in attributes)
        {
            page.Append(' ').Append(attribute).Append("=\"").Append(HtmlEncoder.Default.Encode(value)).Append('"');
        }

        page.Append('>');
    }
}
