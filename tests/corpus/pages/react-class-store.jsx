/* truth
{"ops": 600, "build": "minified", "leaks": [
  {"shape": "subscription-store", "holder": "subscribers", "file": "react-class-store.js",
   "class": "onChange()", "before": 300, "new": 600}
]}
*/
// Class components and a store that is a class, too, minified: names of properties and of
// what is assigned to them survive. componentWillUnmount() was forgotten.
import {Component} from 'react';
import {createRoot} from 'react-dom/client';
import {flushSync} from 'react-dom';

class CartStore {
  subscribers = [];
  items = [];

  subscribe(subscriber) {
    this.subscribers.push(subscriber);
  }

  add(item) {
    this.items = [...this.items.slice(-9), item];
    this.subscribers.forEach(subscriber => subscriber());
  }
}

const cart = new CartStore();

class Product extends Component {
  state = {inCart: 0};

  onChange = () => {
    if (this.shown) this.setState({inCart: cart.items.filter(item => item === this.props.sku).length});
  };

  componentDidMount() {
    this.shown = true;
    cart.subscribe(this.onChange);
  }

  render() {
    return (
      <article>
        <h2>{this.props.sku}</h2>
        <p>{this.state.inCart} in the cart</p>
      </article>
    );
  }
}

const root = createRoot(document.getElementById('root'));

window.grow = (from, to) => {
  for (let i = from; i < to; i++) {
    flushSync(() => root.render(<Product key={i} sku={'sku-' + i} />));
    if (i % 50 === 0) flushSync(() => cart.add('sku-' + i));
  }
};
