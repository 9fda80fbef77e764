// Draws trees of elements into a root and, on the next call, changes what differs. A tree is made by
// functions that return JSX: there are no components, no state, no SVG.
//
// A child is the same as one of the drawing before if its place among its siblings is, or, where it has a
// key, that key; what is not shown (false, null) holds its place. So a question that comes or goes leaves
// the fields around it alone, and keyed children keep their elements, and the focus in them, when they move.
// Nothing is set that a strict Content-Security-Policy or Trusted Types refuse.

export interface VNode {
  /** A tag, or "" for a text. */
  type: string;
  props: Record<string, unknown>;
  children: Child[];
  node?: Drawn;
}
export type Child = VNode | Child[] | string | number | boolean | null | undefined;

type Drawn = Node & Record<string, any>;
type Tree = Map<unknown, VNode>;

const trees = new WeakMap<Node, Tree>();

/** The factory of JSX. */
export function h(type: string | typeof Fragment, props: VNode["props"] | null, ...children: Child[]): VNode {
  return (type ? { type, props: props ?? {}, children } : children) as VNode;
}

/** Several children without an element around them. */
export const Fragment = "" as unknown as () => VNode;

/** Draws into a root, in place of what was drawn there before. The focus stays where it is still shown. */
export function render(content: Child, root: Element | ShadowRoot): void {
  const home = root.getRootNode() as ShadowRoot;
  const focused = home.activeElement as HTMLElement | null;
  draw(root, [content]);
  if (focused?.isConnected && home.activeElement !== focused) focused.focus({ preventScroll: true });
}

function draw(parent: Drawn, children: Child[]): void {
  const before: Tree = trees.get(parent) ?? new Map();
  const now: Tree = new Map();
  place(children, "", now);
  trees.set(parent, now);
  for (const [key, old] of before) if (now.get(key)?.type !== old.type) old.node!.remove();
  let next = parent.firstChild;
  // What stood in the root before the first drawing stays, after what is drawn.
  for (const [key, vnode] of now) {
    const old = before.get(key);
    const node = patch(vnode, old?.type === vnode.type ? old : undefined);
    if (node === next) next = next!.nextSibling;
    else parent.insertBefore(node, next);
  }
}

/** Gives each child that shows its name among its siblings, in order. */
function place(children: Child[], prefix: string, tree: Tree): void {
  children.forEach((child, index) => {
    if (Array.isArray(child)) place(child, `${prefix}${index}/`, tree);
    else if (child === 0 || (child && child !== true)) {
      const vnode = (child as VNode).props
        ? (child as VNode)
        : { type: "", props: { data: `${child}` }, children: [] };
      tree.set(prefix + ("key" in vnode.props ? `=${vnode.props.key}` : index), vnode);
    }
  });
}

function patch(vnode: VNode, old?: VNode): Drawn {
  const { type, props, children } = vnode;
  const node: Drawn = (vnode.node =
    old?.node ?? (type ? document.createElement(type) : document.createTextNode("")));
  const was = old?.props ?? {};
  // A field's value after its type and bounds, a list's after its options: these decide what it may be.
  if (type) draw(node, children);
  for (const name in { ...was, ...props })
    if (!live(name) && was[name] !== props[name]) set(node, name, props[name]);
  // These the person changes too: what counts is what the field shows, not what was drawn last. Undefined
  // leaves it to them.
  for (const name in props) {
    const value = props[name];
    if (live(name) && value !== undefined && (was[name] === undefined || node[name] !== value))
      node[name] = value;
  }
  return node;
}

const live = (name: string) => name === "value" || name === "checked" || name === "data";

function set(node: Drawn, name: string, value: any): void {
  if (name === "key") return;
  if (name === "style") for (const each in value) node.style.setProperty(each, value[each] ?? null);
  // What a handler gives back would otherwise cancel the event where it is false.
  else if (name.startsWith("on")) node[name.toLowerCase()] = value && ((event: Event) => void value(event));
  else if (value == null || (value === false && name[4] !== "-")) node.removeAttribute(name);
  else node.setAttribute(name, value === true && name[4] !== "-" ? "" : value);
}
